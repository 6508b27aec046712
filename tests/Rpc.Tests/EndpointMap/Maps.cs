using Sekimori.Rpc;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Towers;

namespace Sekimori.EndpointMap.Tests;

internal static class Maps
{
    public static readonly SyntaxId Samr = new(new("12345778-1234-abcd-ef00-0123456789ac"), 1, 0);
    public static readonly SyntaxId Netlogon = new(new("12345678-1234-abcd-ef00-01234567cffb"), 1, 0);
    public static readonly SyntaxId Tasks = new(new("86d35949-83c9-4044-b424-db363231fd0c"), 1, 0);

    public static TowerBinding Tcp(SyntaxId served, int port, string address = "") =>
        new(served, SyntaxId.Ndr20, ProtocolSequence.Tcp, $"{port}", address);

    public static EndpointEntry Own(SyntaxId served, int port) => new(Guid.Empty, Tcp(served, port), "", isOwn: true);

    public static Rpc.EndpointMap.EndpointMap Of(params EndpointEntry[] entries)
    {
        var map = new Rpc.EndpointMap.EndpointMap();
        map.Register(entries);
        return map;
    }

    /// <summary>A map of this many endpoints.</summary>
    public static Rpc.EndpointMap.EndpointMap Of(int count) => Of([.. Enumerable.Range(0, count).Select(i => Own(Samr, 50000 + i))]);
}
