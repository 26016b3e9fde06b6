export {
  deleteDirectoryEntries,
  findDirectoryEntries,
  findMember,
  insertMember,
  lockMember,
  type MemberRow,
  updateMember,
} from './store.ts';
