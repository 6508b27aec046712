using Sekimori.Wire;

namespace Sekimori.Ndr;

/// <summary>
/// The budget for reading one message: the memory of its decoded form, and the nesting of its pointers.
/// A peer names counts freely; this is what keeps them from costing more than they sent.
/// </summary>
public struct NdrBudget
{
    /// <summary>
    /// How many bytes of decoded form each byte on the wire may become: an 8-byte entry (referent and smallest pointee) becomes an object
    /// of at most 64.
    /// </summary>
    public const int BytesPerWireByte = 8;

    /// <summary>The minimum budget of even the smallest message: fixed-size arrays and strings of a few parameters.</summary>
    public const int Floor = 64 * 1024;

    /// <summary>
    /// How many pointers may be followed inside one another. No interface of Windows nests structures deeper than some ten; lists are
    /// longer but rare.
    /// </summary>
    public const int DefaultDepth = 64;

    private long _bytes;
    private int _depth;

    /// <summary>A budget of this many bytes and levels.</summary>
    /// <param name="bytes">The budget in bytes of the decoded form.</param>
    /// <param name="depth">Levels of pointers.</param>
    public NdrBudget(long bytes, int depth = DefaultDepth)
    {
        _bytes = bytes;
        _depth = depth;
    }

    /// <summary>The budget that a message of <paramref name="length"/> bytes has, in proportion to it.</summary>
    public static NdrBudget For(int length) => new(Floor + (long)BytesPerWireByte * length);

    /// <summary>Bytes that are left.</summary>
    public readonly long Remaining => _bytes;

    /// <summary>Spends <paramref name="count"/> times <paramref name="size"/> bytes.</summary>
    /// <exception cref="MalformedException"><see cref="Malformed.OverBudget"/>: so much is not left.</exception>
    public void Charge(int count, int size)
    {
        var wanted = (long)count * size;
        if (wanted > _bytes)
            throw new MalformedException(Malformed.OverBudget,
                $"{count} items of {size} bytes need more than the {_bytes} bytes left in the budget");
        _bytes -= wanted;
    }

    /// <summary>Goes one pointer deeper.</summary>
    /// <exception cref="MalformedException"><see cref="Malformed.TooDeep"/>: the levels are used up.</exception>
    public void Enter()
    {
        if (--_depth < 0) throw new MalformedException(Malformed.TooDeep, "pointers nest more deeply than the limit");
    }

    /// <summary>Leaves a level.</summary>
    public void Leave() => _depth++;
}
