using Sekimori.Cim.Model;
using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>
/// Decodes objects of WMI: one codec for server, client and captures. Any bytes end in an object or a <see cref="MalformedException"/>,
/// within the limits.
/// </summary>
/// <param name="limits">What is accepted at most.</param>
internal sealed class WmioDecoder(WmioLimits limits)
{
    /// <summary>Decodes an EncodingUnit (2.2.1), the data of a marshalled IWbemClassObject.</summary>
    /// <param name="unit">The bytes. What follows the unit is ignored.</param>
    /// <param name="last">Keeps the class from one row to the next; null for an object by itself.</param>
    /// <returns>The object.</returns>
    /// <exception cref="MalformedException">The bytes are not such a unit.</exception>
    public WmioObject DecodeUnit(ReadOnlySpan<byte> unit, LastClass? last = null) => Decode(EncodingUnit.Read(unit), null, last);

    /// <summary>Decodes an ObjectBlock (2.2.2), as a smart enumerator sends it.</summary>
    /// <param name="block">The bytes.</param>
    /// <returns>The object.</returns>
    /// <exception cref="MalformedException">The bytes are not such a block.</exception>
    public WmioObject DecodeBlock(ReadOnlySpan<byte> block) => Decode(block, null);

    /// <summary>Decodes an instance without its class (2.2.3).</summary>
    /// <param name="block">The bytes.</param>
    /// <param name="layout">The layout of its class, from an instance that came with it.</param>
    /// <returns>The instance.</returns>
    /// <exception cref="MalformedException">The bytes are not such an instance.</exception>
    public CimInstance DecodeInstance(ReadOnlySpan<byte> block, ClassLayout layout) => Decode(block, layout).Instance!;

    private WmioObject Decode(ReadOnlySpan<byte> block, ClassLayout? layout, LastClass? last = null)
    {
        var budget = new DecodeBudget(limits, block.Length);
        try
        {
            return ObjectBlock.Read(block, budget, layout, last);
        }
        catch (CimException e)
        {
            // The model has rules of its own, about arrays and paths; what breaks them comes from the peer.
            throw new MalformedException(Malformed.BadValue, e.Message);
        }
    }
}
