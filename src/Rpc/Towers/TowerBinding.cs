using System.Globalization;
using System.Net;

namespace Sekimori.Rpc.Towers;

/// <summary>The content of a tower: which interface is served in which transfer syntax, over which protocols, where.</summary>
/// <param name="Interface">The first floor.</param>
/// <param name="TransferSyntax">The second floor.</param>
/// <param name="Sequence">The floors from the third on.</param>
/// <param name="Endpoint">A port, or the name of a pipe, local endpoint or socket; empty if there is none.</param>
/// <param name="Address">The host: an address or a NetBIOS name; empty if there is none.</param>
public sealed record TowerBinding(SyntaxId Interface, SyntaxId TransferSyntax, ProtocolSequence Sequence, string Endpoint, string Address)
{
    /// <summary>The same as octets.</summary>
    /// <exception cref="FormatException">The endpoint is not a port, or the address not an IPv4 address, as the sequence
    /// requires.</exception>
    internal Tower ToTower()
    {
        var floors = new TowerFloor[2 + Sequence.Floors.Count];
        floors[0] = TowerFloor.ForSyntax(Interface);
        floors[1] = TowerFloor.ForSyntax(TransferSyntax);
        for (var i = 0; i < Sequence.Floors.Count; i++) floors[2 + i] = Write(Sequence.Floors[i], i);
        return Tower.Of(floors);
    }

    /// <summary>Reads a tower.</summary>
    /// <returns>False if the octets are no tower, or one of floors that no protocol sequence has.</returns>
    internal static bool TryRead(Tower tower, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TowerBinding? binding)
    {
        ArgumentNullException.ThrowIfNull(tower);
        binding = null;
        var floors = new TowerFloor[Tower.MaxFloors];
        if (!tower.TryReadFloors(floors, out var count) || count < 3) return false;
        if (floors[0].Syntax is not { } served || floors[1].Syntax is not { } transfer
            || ProtocolSequence.Find(floors.AsSpan(2, count - 2)) is not { } sequence) return false;
        binding = new(served, transfer, sequence, Read(floors[3]), count > 4 ? Read(floors[4]) : "");
        return true;
    }

    /// <summary>As a string binding: "ncacn_ip_tcp:192.0.2.1[49152]" ([C706] 3.1).</summary>
    public override string ToString() => $"{Sequence.Name}:{Address}[{Endpoint}]";

    private TowerFloor Write(ProtocolId protocol, int position)
    {
        var text = position == 1 ? Endpoint : Address;
        return protocol switch
        {
            ProtocolId.ConnectionOriented or ProtocolId.Connectionless or ProtocolId.Local => new(protocol, default, new byte[2]),
            ProtocolId.Tcp or ProtocolId.Udp
                or ProtocolId.Http => TowerFloor.ForPort(
                protocol, text.Length == 0 ? (ushort)0 : ushort.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)),
            ProtocolId.Ip => new(protocol, default, text.Length == 0 ? new byte[4] : IPAddress.Parse(text).MapToIPv4().GetAddressBytes()),
            _ => TowerFloor.ForName(protocol, text),
        };
    }

    private static string Read(TowerFloor floor) => floor.Protocol switch
    {
        ProtocolId.Tcp or ProtocolId.Udp or ProtocolId.Http => floor.Port?.ToString(CultureInfo.InvariantCulture) ?? "",
        ProtocolId.Ip => floor.Value.Length is 4 or 16 ? new IPAddress(floor.Value.Span).ToString() : "",
        _ => floor.Name,
    };
}
