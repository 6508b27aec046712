using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Automation;

/// <summary>
/// BRECORD ([MS-OAUT] 2.2.28.2): a structure that a type library describes. Its fields are not read, because the library is the server's.
/// </summary>
/// <param name="Info">Which structure: an OBJREF_CUSTOM with RecordInfoData.</param>
/// <param name="Data">The fields, in NDR behind their length; null if there are none.</param>
internal sealed record UserRecord(InterfacePointer? Info, ReadOnlyMemory<byte>? Data);
