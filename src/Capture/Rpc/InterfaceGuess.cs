using System.Buffers.Binary;
using Sekimori.Observations;
using Sekimori.Rpc.Towers;

namespace Sekimori.Capture.Rpc;

/// <summary>
/// The interface of a call whose bind was not seen: concluded from arguments that fit only one interface, or from the name of its pipe.
/// Such a conclusion is reported as inferred, and no guess is made where two interfaces could look alike.
/// </summary>
internal static class InterfaceGuess
{
    private static readonly RpcInterface Mapper = Named("epmapper"), Activator = Named("IRemoteSCMActivator"),
        OldActivator = Named("IActivation");

    /// <summary>Pipes that are not called as the interface after them.</summary>
    private static readonly Dictionary<string, RpcInterface> Pipes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["FssagentRpc"] = Named("fsrvp"), ["ntsvcs"] = Named("pnp"), ["plugplay"] = Named("pnp"), ["dnsserver"] = Named("DnsServer"),
        ["dhcpserver"] = Named("dhcpsrv"),
        // [MS-EFSR] 2.1: the other UUID is on \pipe\lsarpc
        ["efsrpc"] = InterfaceCatalogue.Get(new("df1941c5-fe89-4e79-bf10-463657acf44d")),
        ["Ctx_WinStation_API_service"] = Named("IcaApi"),
    };

    /// <summary>Identifies the interface by the arguments, which must be in clear; null if they are ambiguous.</summary>
    public static RpcInterface? ByStub(int opnum, ReadOnlySpan<byte> stub, bool bigEndian)
    {
        switch (opnum)
        {
            // RemoteGetClassObject and RemoteCreateInstance ([MS-DCOM] 3.1.2.5.2.3.2 and .3): activation properties that name a class.
            case 3 or 4 when stub.IndexOf("MEOW"u8) >= 0:
                FactSet? facts = null;
                ActivationReader.ReadRequest(stub, ref facts);
                return facts?[Fact.Clsid] is null ? null : Activator;
            // ept_map ([C706] Appendix O): no other interface sends a tower.
            case 3 when TowerFinder.Read(stub).Count > 0: return Mapper;
            case 0 when IsOldActivation(stub, bigEndian): return OldActivator;
            default: return null;
        }
    }

    /// <summary>
    /// By a pipe's name: Windows calls nearly every pipe as its interface. The client chose it, and can have bound something else on it.
    /// </summary>
    public static RpcInterface? ByPipe(string pipe)
    {
        if (pipe.Length == 0) return null;
        if (Pipes.TryGetValue(pipe, out var known)) return known;
        return InterfaceCatalogue.Find(pipe) is [var only] ? only : null;
    }

    /// <summary>
    /// RemoteActivation ([MS-DCOM] 3.1.2.5.2.3.1): ORPCTHIS (2.2.13.3: version 5.1 to 5.7, no flags, a reserved zero), followed by a CLSID
    /// that is not all zeros.
    /// </summary>
    private static bool IsOldActivation(ReadOnlySpan<byte> stub, bool bigEndian)
    {
        if (stub.Length < 32 + 16 + 8) return false;
        int major = UInt16(stub, bigEndian), minor = UInt16(stub[2..], bigEndian);
        return major == 5 && minor is >= 1 and <= 7 && !stub.Slice(4, 8).ContainsAnyExcept((byte)0)
            && !stub.Slice(28, 4).ContainsAnyExcept((byte)0) && stub.Slice(32, 16).ContainsAnyExcept((byte)0);
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static RpcInterface Named(string name) => InterfaceCatalogue.Find(name)[0];
}
