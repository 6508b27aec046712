using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Towers;

namespace Sekimori.Rpc.Follow;

/// <summary>The operations of port 135 whose answers name further ports, and how these are read.</summary>
internal static class PortNamers
{
    private static readonly Guid Mapper = IEndpointMapper.Info.Id.Uuid;

    // [MS-DCOM] 1.9.
    private static readonly Guid Activation = new("4d9f4ab8-7d1c-11cf-861e-0020af6e7c57");
    private static readonly Guid RemoteActivator = new("000001a0-0000-0000-c000-000000000046");
    private static readonly Guid ObjectExporter = new("99fcfec4-5260-101b-bbcb-00aa0021347a");

    /// <summary>How the answer of an operation names ports.</summary>
    public static PortNaming Of(Guid called, int opnum)
    {
        // ept_lookup, ept_map ([C706] Appendix O).
        if (called == Mapper) return opnum is 2 or 3 ? PortNaming.Towers : PortNaming.None;
        // RemoteGetClassObject, RemoteCreateInstance; RemoteActivation; ResolveOxid, ResolveOxid2, ServerAlive2.
        var names = (called == RemoteActivator && opnum is 3 or 4) || (called == Activation && opnum == 0)
            || (called == ObjectExporter && opnum is 0 or 4 or 5);
        return names ? PortNaming.Bindings : PortNaming.None;
    }

    /// <summary>Adds the TCP ports that an answer names, each once. Hosts in it do not matter: a relay has one.</summary>
    public static void Read(PortNaming naming, ReadOnlySpan<byte> stub, List<int> ports)
    {
        if (naming == PortNaming.Bindings)
        {
            foreach (var (_, port) in BindingFinder.Read(stub)) Add(port, ports);
            return;
        }
        foreach (var tower in TowerFinder.Read(stub))
            if (tower.IsTcp) Add(tower.Port, ports);
    }

    private static void Add(int port, List<int> ports)
    {
        if (port is > 0 and <= ushort.MaxValue && !ports.Contains(port)) ports.Add(port);
    }
}
