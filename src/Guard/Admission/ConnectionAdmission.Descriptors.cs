namespace Sekimori.Guard.Admission;

internal sealed partial class ConnectionAdmission
{
    /// <summary>Connections that are closed at once for lack of descriptors.</summary>
    private const int MostAtOnce = 256;

    private TaskCompletionSource? _closed;

    /// <summary>
    /// The limit of connections now: lower than <see cref="AdmissionLimits.Connections"/> while other work needs the descriptors.
    /// </summary>
    public int Most => Volatile.Read(ref _most);

    /// <summary>Whether there is a descriptor for another connection. Those that were asked to close keep theirs for a moment.</summary>
    private bool IsFree => _counts.Connections < (long)_most + Limits.Closing;

    /// <summary>
    /// Lowers the limit of connections below <see cref="AdmissionLimits.Connections"/>, because other work needs the descriptors. Excess
    /// connections are closed, a few at a time.
    /// </summary>
    /// <param name="most">How many there may be.</param>
    /// <param name="now">The time.</param>
    public void Fit(int most, DateTimeOffset now)
    {
        var leaving = default(Eviction);
        lock (_gate)
        {
            _most = Math.Min(most, Limits.Connections);
            for (var i = 0; i < MostAtOnce && _counts.Connections - _counts.Leaving > _most; i++)
                if (!EvictOfAll(null, null, isKnown: true, now.UtcTicks, RefusalCause.Connections, ref leaving))
                    break;
            if (IsFree) _closed?.TrySetResult();
        }

        leaving.Notify();
    }

    /// <summary>
    /// Counts a connection that is closed immediately for another reason, because its descriptor is still open. It takes no place away.
    /// </summary>
    public Place Pass(Door door, DateTimeOffset now)
    {
        var place = new Place(this, null, door, now.UtcTicks) { State = PlaceState.Passing };
        lock (_gate) (_counts.Connections, _counts.Leaving) = (_counts.Connections + 1, _counts.Leaving + 1);
        return place;
    }

    /// <summary>
    /// Ends as soon as there is a descriptor for another connection: for who was refused with <see cref="RefusalCause.Closing"/>.
    /// </summary>
    public Task WhenDescriptorIsFree()
    {
        lock (_gate)
        {
            if (IsFree) return Task.CompletedTask;
            if (_closed is not { Task.IsCompleted: false }) _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _closed.Task;
        }
    }
}
