using System.Buffers;

namespace Sekimori.Capture.Network;

/// <summary>The start of a frame whose end has not arrived yet. Grows with what arrives, not with what a length field promises.</summary>
internal struct FrameBuffer
{
    private byte[]? _bytes;

    /// <summary>Bytes held.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the stream to skip before the next frame starts.</summary>
    public long Skip { get; set; }

    /// <summary>True if bytes were lost, and the next frame must be looked for.</summary>
    public bool IsLost { get; set; }

    public readonly ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Count);

    /// <summary>Appends; false if the budget is spent.</summary>
    public bool TryAppend(ReadOnlySpan<byte> bytes, CaptureBudget budget)
    {
        if (_bytes is null || _bytes.Length - Count < bytes.Length)
        {
            var wanted = Math.Max(512, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(Count + bytes.Length)));
            if (!budget.TryTake(wanted)) return false;
            var larger = ArrayPool<byte>.Shared.Rent(wanted);
            if (_bytes is not null)
            {
                _bytes.AsSpan(0, Count).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_bytes);
                budget.Give(_taken);
            }
            _bytes = larger;
            _taken = wanted;
        }
        bytes.CopyTo(_bytes.AsSpan(Count));
        Count += bytes.Length;
        return true;
    }

    /// <summary>Gives the memory back.</summary>
    public void Clear(CaptureBudget budget)
    {
        Count = 0;
        if (_bytes is null) return;
        ArrayPool<byte>.Shared.Return(_bytes);
        budget.Give(_taken);
        _bytes = null;
        _taken = 0;
    }

    private int _taken;
}
