using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Sekimori.Rpc.Towers;

/// <summary>One floor of a tower in place ([C706] Appendix L).</summary>
/// <param name="protocol">The protocol.</param>
/// <param name="data">What follows the protocol's octet on the left-hand side: UUID and major version, or nothing.</param>
/// <param name="value">The right-hand side.</param>
internal readonly ref struct TowerFloorView(ProtocolId protocol, ReadOnlySpan<byte> data, ReadOnlySpan<byte> value)
{
    /// <summary>The protocol.</summary>
    public ProtocolId Protocol => protocol;

    /// <summary>What follows the protocol's octet on the left-hand side.</summary>
    public ReadOnlySpan<byte> Data { get; } = data;

    /// <summary>The right-hand side.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>The interface or transfer syntax of the floor; null if it is of another kind or cut short.</summary>
    public SyntaxId? Syntax => protocol == ProtocolId.Uuid && Data.Length == 18 && Value.Length == 2
        ? new SyntaxId(new Guid(Data[..16]), BinaryPrimitives.ReadUInt16LittleEndian(Data[16..]),
        BinaryPrimitives.ReadUInt16LittleEndian(Value))
        : null;

    /// <summary>The port of the floor; null if it has none.</summary>
    public ushort? Port => Value.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(Value) : null;

    /// <summary>The name on the floor, up to its terminator.</summary>
    public string Name
    {
        get
        {
            var end = Value.IndexOf((byte)0);
            return Encoding.Latin1.GetString(end < 0 ? Value : Value[..end]);
        }
    }

    /// <summary>
    /// The address of a listener, as in observations: "tcp:49664", "np:\pipe\lsass", "lpc:epmapper"; null on a floor without an endpoint.
    /// </summary>
    public string? Binding => protocol switch
    {
        ProtocolId.Tcp when Port is { } port => string.Create(CultureInfo.InvariantCulture, $"tcp:{port}"),
        ProtocolId.Udp when Port is { } port => string.Create(CultureInfo.InvariantCulture, $"udp:{port}"),
        ProtocolId.Http when Port is { } port => string.Create(CultureInfo.InvariantCulture, $"http:{port}"),
        ProtocolId.SmbPipe => "np:" + Name,
        ProtocolId.LocalPipe => "lpc:" + Name,
        _ => null,
    };
}
