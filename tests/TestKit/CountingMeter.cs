using Sekimori.Guard.Admission;

namespace Sekimori.TestKit;

/// <summary>A budget of one connection that is watched: nothing is given back that was not held.</summary>
public sealed class CountingMeter : IMemoryMeter
{
    /// <summary>How much it gives.</summary>
    public int Most { get; set; } = int.MaxValue;

    /// <summary>What is held now.</summary>
    public int Held { get; private set; }

    /// <summary>The most that was held.</summary>
    public int Peak { get; private set; }

    public bool TryHold(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes > Most - Held) return false;
        Held += bytes;
        Peak = Math.Max(Peak, Held);
        return true;
    }

    public void Release(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Held);
        Held -= bytes;
    }
}
