namespace Sekimori.Server.Rpc;

/// <summary>A range of TCP ports, both ends included.</summary>
/// <param name="First">The lowest.</param>
/// <param name="Last">The highest.</param>
public readonly record struct PortRange(ushort First, ushort Last)
{
    /// <summary>The dynamic ports of [RFC6335] section 6.</summary>
    public static PortRange Dynamic { get; } = new(49152, 65535);

    /// <summary>As "49152-65535".</summary>
    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}
