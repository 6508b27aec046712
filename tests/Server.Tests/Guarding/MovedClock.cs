namespace Sekimori.Server.Tests.Guarding;

/// <summary>A clock that starts at noon of a Wednesday, runs, and is moved by a test. Its zone is UTC.</summary>
internal sealed class MovedClock : TimeProvider
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private readonly long _begun = System.GetTimestamp();
    private long _moved;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => Noon + System.GetElapsedTime(_begun) + TimeSpan.FromTicks(Interlocked.Read(ref _moved));

    public void Move(TimeSpan by) => Interlocked.Add(ref _moved, by.Ticks);
}
