using Sekimori.Guard;
using Sekimori.Capture.Network;

namespace Sekimori.Capture.Rpc;

/// <summary>A call or answer whose fragments have not all arrived.</summary>
internal sealed class UnfinishedCall
{
    /// <summary>How much of a stub is kept: facts are in front.</summary>
    public const int StubLimit = 64 * 1024;

    public FrameBuffer Stub;

    public required uint CallId { get; init; }

    public required ushort ContextId { get; init; }

    public required int Opnum { get; init; }

    /// <summary>The object UUID; null if there is none.</summary>
    public Guid? Object { get; init; }

    public required ProtectionLevel Level { get; init; }

    public required bool IsBigEndian { get; init; }

    public required long Ticks { get; init; }

    public long Total { get; set; }

    public int Fragments { get; set; }

    public bool IsReported { get; set; }

    public void Add(ReadOnlySpan<byte> stub, CaptureBudget budget)
    {
        Fragments++;
        Total += stub.Length;
        var room = StubLimit - Stub.Count;
        if (room > 0 && !stub.IsEmpty) Stub.TryAppend(stub.Length > room ? stub[..room] : stub, budget);
    }
}
