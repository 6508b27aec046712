using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Gate.Guarding;

/// <content>
/// The record of a call that is answered at once may come after its answer: a client that waits for one answer after the other would wait
/// for each record, too. One is kept at most, it is recorded before anything else of the connection, and a record that must be durable
/// before the answer is never kept.
/// </content>
internal sealed partial class RpcConnectionGuard
{
    private (Observation Seen, Verdict Verdict)? _kept;

    /// <inheritdoc/>
    public void Continues(RpcCall call)
    {
        lock (_gate) call.IsAnsweredAtOnce = false;
        RecordKept();
    }

    /// <inheritdoc/>
    public void Sent() => RecordKept();

    /// <summary>Keeps the record of a call; false if it must be recorded now.</summary>
    private bool TryKeep(RpcCall call, Observation seen, in Verdict verdict)
    {
        if (verdict.Audit == AuditDemand.Required) return false;
        (Observation Seen, Verdict Verdict)? before;
        lock (_gate)
        {
            if (!call.IsAnsweredAtOnce) return false;
            (before, _kept) = (_kept, (seen, verdict));
        }

        if (before is { } one) Wait(guard.RecordAsync(one.Seen, one.Verdict));
        return true;
    }

    private void RecordKept()
    {
        (Observation Seen, Verdict Verdict)? kept;
        lock (_gate)
        {
            if (_kept is null) return;
            (kept, _kept) = (_kept, null);
        }

        var (seen, verdict) = kept.Value;
        Wait(guard.RecordAsync(seen, verdict));
    }

    private void Record(Observation seen, bool isWritten)
    {
        RecordKept();
        Wait(guard.RecordAsync(seen, isWritten));
    }
}
