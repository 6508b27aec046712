using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>What is left of the limits while one object is decoded.</summary>
internal sealed class DecodeBudget
{
    // Small objects have headers and dictionary references that are not in any heap.
    private const int Grace = 4_096;

    // The least that an object has: its headers.
    private const int ObjectCost = 32;

    private long _bytes;
    private int _depth;

    public DecodeBudget(WmioLimits limits, int length)
    {
        if (length > limits.MaxBytes)
            throw new MalformedException(Malformed.OverBudget, $"an object of {length} bytes; the limit is {limits.MaxBytes}");
        (Limits, _bytes) = (limits, (long)length * limits.MaxReadings + Grace);
    }

    public WmioLimits Limits { get; }

    public void Spend(int bytes)
    {
        if ((_bytes -= bytes) < 0)
            throw new MalformedException(Malformed.OverBudget, "heap items are referred to again and again");
    }

    /// <summary>
    /// An object within the object begins. What is in it is paid for where it is read: its bytes are not counted for each level above it.
    /// </summary>
    public void Enter()
    {
        Spend(ObjectCost);
        if (++_depth > Limits.MaxDepth)
            throw new MalformedException(Malformed.TooDeep, $"objects are nested more than {Limits.MaxDepth} levels deep");
    }

    public void Leave() => _depth--;
}
