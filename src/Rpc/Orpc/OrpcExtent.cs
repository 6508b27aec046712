namespace Sekimori.Rpc.Orpc;

/// <summary>ORPC_EXTENT ([MS-DCOM] 2.2.13.1): an extension of a call or of its answer.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Data">What it says.</param>
internal sealed record OrpcExtent(Guid Id, ReadOnlyMemory<byte> Data)
{
    /// <summary>CLSID_ERROR_EXTENSION ([MS-DCOM] 2.2.21.1): why a call failed, an OBJREF.</summary>
    public static readonly Guid Error = new("0000031c-0000-0000-c000-000000000046");
}
