namespace Sekimori.App.Serve;

/// <summary>What wrong passwords lead to.</summary>
internal sealed record LogonSettings
{
    /// <summary>Wrong passwords after which an account is locked for <see cref="LockFor"/>; 0: it is slowed down, never locked.</summary>
    public int LockAfter { get; init; }

    /// <summary>How long a lock lasts.</summary>
    public TimeSpan LockFor { get; init; } = TimeSpan.FromMinutes(15);
}
