// Roles and scopes in words.
// In: the API's words. Out: what people call them, and what they may do. Must not: decide who may what.

import type { Option } from '../../web/components/field';
import { words } from '../../web/words';

const t = words(
  {
    admin: 'Administrator',
    developer: 'Developer',
    marketer: 'Marketer',
    analyst: 'Analyst',
    support: 'Support',
    adminMay: 'everything: programs, releases, members, the log',
    developerMay: 'publishes versions and puts them up for review',
    marketerMay: 'makes codes and links, runs experiments',
    analystMay: 'sees programs and their versions',
    supportMay: 'sees programs and their versions',
  },
  {
    admin: '管理员',
    developer: '开发者',
    marketer: '营销',
    analyst: '分析',
    support: '客服',
    adminMay: '全部：小程序、发布、成员、日志',
    developerMay: '上传版本并提交审核',
    marketerMay: '制作二维码和链接，运行实验',
    analystMay: '查看小程序和版本',
    supportMay: '查看小程序和版本',
  },
);

export const ROLES = ['admin', 'developer', 'marketer', 'analyst', 'support'] as const;
export type Role = (typeof ROLES)[number];

export const roleName = (role: string): string => (ROLES.includes(role as Role) ? t[role as Role] : role);
export const roleMay = (role: Role): string => t[`${role}May`];
export const roleOptions: Option<Role>[] = ROLES.map((role) => ({ value: role, label: t[role] }));
