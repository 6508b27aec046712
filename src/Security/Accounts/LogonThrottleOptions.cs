namespace Sekimori.Security.Accounts;

/// <summary>How wrong passwords slow the next try.</summary>
public sealed record LogonThrottleOptions
{
    /// <summary>Wrong passwords from one address for one account before the first wait. A person mistypes twice.</summary>
    public int FreeFailures { get; init; } = 3;

    /// <summary>Wrong passwords for one account from anywhere, and for any account from one address, before the first wait.</summary>
    public int FreeFailuresAnywhere { get; init; } = 20;

    /// <summary>The first wait; each further wrong password doubles it.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait: long enough to make guessing hopeless, short enough that nobody can shut an owner out for long.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Wrong passwords for one account that lock it out; 0 for never, the default, since a lock-out lets anybody who knows a name shut its
    /// owner out.
    /// </summary>
    public int LockAfter { get; init; }

    /// <summary>How long a lock-out lasts.</summary>
    public TimeSpan LockFor { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Failures are forgotten after this time without another one.</summary>
    public TimeSpan Forget { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How many names and addresses are remembered at most; the least recent one makes room. Some 100 bytes each.</summary>
    public int Remembered { get; init; } = 20_000;

    /// <summary>
    /// Of how many accounts and addresses it is remembered that they belong together; the least recent pair makes room. Only a right
    /// password makes one, so nobody can push others out. Some 150 bytes each.
    /// </summary>
    public int RememberedOwners { get; init; } = 20_000;
}
