using Sekimori.Guard;
using Sekimori.WsMan.Operations;

namespace Sekimori.WsMan.Tests.Kit;

/// <summary>Ends what those accounts have open that a test names, and remembers what was ended.</summary>
internal sealed class TestWatch : IOwnerWatch
{
    public HashSet<long> Removed { get; } = [];

    public List<string> Ended { get; } = [];

    public string? FindDenialReason(Caller owner) => Removed.Contains(owner.Identity.Account) ? "the account was removed" : null;

    void IOwnerWatch.Ended(Caller owner, string what, string why) => Ended.Add($"{owner.Identity}: {what}: {why}");
}
