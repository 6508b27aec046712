using System.Buffers.Binary;
using System.Text;

namespace Sekimori.Rpc.Towers;

/// <summary>One floor of a tower: a protocol, and what it needs to know ([C706] Appendix L).</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Data">What follows the protocol's octet on the left-hand side: UUID and major version, or nothing.</param>
/// <param name="Value">The right-hand side.</param>
internal readonly record struct TowerFloor(ProtocolId Protocol, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Value)
{
    /// <summary>A floor for an interface or transfer syntax: UUID and versions, little-endian ([C706] Appendix L).</summary>
    public static TowerFloor ForSyntax(SyntaxId syntax)
    {
        var data = new byte[18];
        syntax.Uuid.TryWriteBytes(data);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(16), syntax.Major);
        var minor = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(minor, syntax.Minor);
        return new(ProtocolId.Uuid, data, minor);
    }

    /// <summary>A floor with a port.</summary>
    public static TowerFloor ForPort(ProtocolId protocol, ushort port) =>
        new(protocol, default, new byte[] { (byte)(port >> 8), (byte)port });

    /// <summary>A floor with a name, ended by a zero.</summary>
    public static TowerFloor ForName(ProtocolId protocol, string name) => new(protocol, default, Encoding.Latin1.GetBytes(name + '\0'));

    /// <summary>The interface or transfer syntax of the floor; null if it is of another kind or cut short.</summary>
    public SyntaxId? Syntax => View.Syntax;

    /// <summary>The port of the floor; null if it has none.</summary>
    public ushort? Port => View.Port;

    /// <summary>The name on the floor, up to its terminator.</summary>
    public string Name => View.Name;

    private TowerFloorView View => new(Protocol, Data.Span, Value.Span);
}
