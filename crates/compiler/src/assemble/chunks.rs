//! Which units share a file: by the set of pages that need them.
//!
//! In: for each unit its users and size. Out: groups of units. Must not: know what a unit is.
//! A page loads the groups it is a user of. Units with the same users form one group; a small group joins another when that
//! costs fewer bytes than another request does.

use std::collections::BTreeMap;

/// A set of users by number.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Users(Vec<u64>);

impl Users {
    pub(crate) fn insert(&mut self, user: usize) {
        let word = user / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (user % 64);
    }

    pub(crate) fn contains(&self, user: usize) -> bool {
        self.0.get(user / 64).is_some_and(|word| word & (1 << (user % 64)) != 0)
    }

    pub(crate) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    fn common(&self, other: &Users) -> usize {
        self.0.iter().zip(&other.0).map(|(one, two)| (one & two).count_ones() as usize).sum()
    }

    fn union(&mut self, other: &Users) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (one, two) in self.0.iter_mut().zip(&other.0) {
            *one |= two;
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    pub users: Users,
    /// Indices of units, ascending.
    pub units: Vec<usize>,
    pub size_bytes: usize,
}

/// What one more request is worth, in bytes of uncompressed code.
const REQUEST_BYTES: usize = 6_000;
/// A group beyond this size stays by itself.
const SMALL_BYTES: usize = 40_000;

/// Groups units. `units` are (users, size in bytes, partition): units of different partitions never share a file.
pub(crate) fn group(units: &[(Users, usize, usize)]) -> Vec<Group> {
    let mut by_users: BTreeMap<(usize, &Users), Group> = BTreeMap::new();
    for (index, (users, size_bytes, partition)) in units.iter().enumerate() {
        let group = by_users.entry((*partition, users)).or_insert_with(|| Group {
            users: users.clone(),
            units: Vec::new(),
            size_bytes: 0,
        });
        group.units.push(index);
        group.size_bytes += size_bytes;
    }
    let mut partitions: BTreeMap<usize, Vec<Group>> = BTreeMap::new();
    for ((partition, _), group) in by_users {
        partitions.entry(partition).or_default().push(group);
    }
    partitions.into_values().flat_map(join_small).collect()
}

/// Joins small shared groups, the most shared first.
fn join_small(mut groups: Vec<Group>) -> Vec<Group> {
    groups.sort_by(|one, other| {
        other
            .users
            .count()
            .cmp(&one.users.count())
            .then(other.size_bytes.cmp(&one.size_bytes))
            .then(one.units.cmp(&other.units))
    });
    let mut joined: Vec<Group> = Vec::new();
    for group in groups {
        if group.users.count() < 2 || group.size_bytes > SMALL_BYTES {
            joined.push(group);
            continue;
        }
        let best = joined
            .iter()
            .enumerate()
            .filter(|(_, other)| other.users.count() > 1 && other.size_bytes <= SMALL_BYTES)
            .filter_map(|(index, other)| Some((gain(&group, other)?, index)))
            .max_by_key(|(gain, index)| (*gain, usize::MAX - index));
        match best {
            Some((_, index)) => {
                let target = &mut joined[index];
                target.users.union(&group.users);
                target.units.extend(group.units);
                target.units.sort_unstable();
                target.size_bytes += group.size_bytes;
            }
            None => joined.push(group),
        }
    }
    joined
}

/// Bytes won by joining two groups: requests saved, less what some users load in vain. `None` when it is a loss.
fn gain(one: &Group, other: &Group) -> Option<usize> {
    let common = one.users.common(&other.users);
    let saved = common * REQUEST_BYTES;
    let wasted = (one.users.count() - common) * other.size_bytes + (other.users.count() - common) * one.size_bytes;
    saved.checked_sub(wasted).filter(|gain| *gain > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users(list: &[usize]) -> Users {
        let mut users = Users::default();
        list.iter().for_each(|user| users.insert(*user));
        users
    }

    #[test]
    fn units_with_the_same_users_share_a_group() {
        let units = [(users(&[0]), 10, 0), (users(&[1]), 10, 0), (users(&[0]), 10, 0)];
        let groups: Vec<Vec<usize>> = group(&units).into_iter().map(|group| group.units).collect();
        assert_eq!(groups, [vec![0, 2], vec![1]]);
    }

    #[test]
    fn small_groups_join_when_little_is_wasted_and_big_ones_stay() {
        let small = group(&[(users(&[0, 1, 2]), 1000, 0), (users(&[0, 1]), 1000, 0)]);
        assert_eq!(small.len(), 1);
        let big = group(&[(users(&[0, 1, 2]), 90_000, 0), (users(&[0, 1]), 1000, 0)]);
        assert_eq!(big.len(), 2);
        let apart = group(&[(users(&[0, 1, 2]), 1000, 0), (users(&[0, 1]), 1000, 1)]);
        assert_eq!(apart.len(), 2);
    }
}
