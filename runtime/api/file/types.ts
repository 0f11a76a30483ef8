// What other groups may do with files: the service `files` (host.use). Implemented by the file group.

export interface Files {
  /** Saved files and their addresses are known. */
  readonly loaded: Promise<void>;
  /** Keeps bytes as a temporary file; the extension without a dot. Returns its path. */
  addTemporary(blob: Blob, extension?: string): string;
  /** Bytes of any path a program may name: wxfile, package file, http(s), blob, data. Fails with `no such file or directory`. */
  read(path: string): Promise<Blob>;
  /** Writes a user file; fails as FileSystemManager does. */
  write(path: string, blob: Blob): void;
}

/** The service `transfer` of the network group: bytes of a foreign address, through the relay where there is one. */
export interface Transfer {
  fetchBlob(url: string): Promise<Blob>;
}

export function extensionOf(path: string): string {
  return /\.([a-z\d]{1,8})(?:[?#].*)?$/i.exec(path)?.[1]?.toLowerCase() ?? '';
}

const EXTENSIONS: Record<string, string> = {
  'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif', 'image/webp': 'webp', 'image/svg+xml': 'svg', 'image/bmp': 'bmp', 'image/avif': 'avif',
  'video/mp4': 'mp4', 'video/webm': 'webm', 'video/quicktime': 'mov', 'audio/mpeg': 'mp3', 'audio/mp4': 'm4a', 'audio/aac': 'aac', 'audio/wav': 'wav',
  'audio/webm': 'webm', 'audio/ogg': 'ogg', 'application/pdf': 'pdf', 'application/zip': 'zip', 'application/json': 'json', 'text/plain': 'txt',
  'text/html': 'html', 'text/css': 'css', 'font/ttf': 'ttf', 'font/woff2': 'woff2',
};

export function extensionOfType(type: string): string {
  return EXTENSIONS[type.split(';', 1)[0]!.trim().toLowerCase()] ?? '';
}

export function typeOfExtension(extension: string): string {
  if (extension === 'jpeg') return 'image/jpeg';
  for (const type in EXTENSIONS) if (EXTENSIONS[type] === extension) return type;
  return '';
}
