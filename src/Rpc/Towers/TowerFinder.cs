using Sekimori.Observations;

namespace Sekimori.Rpc.Towers;

/// <summary>
/// Finds protocol towers ([C706] Appendix L) in the stub of an endpoint mapper's call or answer. A tower's first floor always starts with
/// the same three bytes, so ept_map, ept_lookup and ept_insert are all read alike, whatever pointers and handles surround the towers.
/// </summary>
internal static class TowerFinder
{
    /// <summary>Towers read from one answer: ept_lookup gives up to 500 entries.</summary>
    private const int Limit = 500;

    /// <summary>Floors of one: no protocol sequence has more than five.</summary>
    private const int FloorLimit = 8;

    /// <summary>Length of the left side of an interface's floor, then the identifier of a UUID.</summary>
    private static ReadOnlySpan<byte> InterfaceFloor => [19, 0, (byte)ProtocolId.Uuid];

    /// <summary>A tower that was found.</summary>
    /// <param name="Interface">The interface.</param>
    /// <param name="Binding">The endpoint: "tcp:49664", "np:\\pipe\\lsass".</param>
    /// <param name="Port">The port; 0 if there is none.</param>
    /// <param name="IsTcp">True for a port of TCP.</param>
    public readonly record struct Found(RpcInterface Interface, string Binding, int Port, bool IsTcp);

    /// <summary>Every tower of a stub.</summary>
    public static List<Found> Read(ReadOnlySpan<byte> stub)
    {
        var towers = new List<Found>();
        while (towers.Count < Limit)
        {
            var at = stub.IndexOf(InterfaceFloor);
            if (at < 0) break;
            if (at < 2 || !TryRead(stub[(at - 2)..], out var tower, out var size))
            {
                stub = stub[(at + 3)..];
                continue;
            }
            towers.Add(tower);
            stub = stub[(at - 2 + size)..];
        }
        return towers;
    }

    private static bool TryRead(ReadOnlySpan<byte> bytes, out Found tower, out int size)
    {
        tower = default;
        // A tower is no longer than this on the wire; what lies after it is not its own.
        var reader = new TowerReader(bytes.Length > Tower.MaxLength ? bytes[..Tower.MaxLength] : bytes);
        size = 0;
        if (reader.Count is 0 or > FloorLimit || !reader.TryNext(out var floor) || floor.Syntax is not { } served) return false;
        var (binding, port, isTcp) = ("", 0, false);
        while (reader.TryNext(out floor))
        {
            if (floor.Binding is not { } found) continue;
            binding = found;
            if (floor.Protocol is ProtocolId.Tcp or ProtocolId.Udp or ProtocolId.Http) port = floor.Port ?? 0;
            isTcp = floor.Protocol == ProtocolId.Tcp;
        }
        size = reader.Position;
        tower = new(InterfaceCatalogue.Get(served.Uuid), binding, port, isTcp);
        return reader.IsWhole;
    }
}
