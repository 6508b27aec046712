using System.Net;
using Sekimori.Guard.Policy;

namespace Sekimori.Detection;

/// <summary>One line of a suppression list: a known finding. All conditions that it names must match.</summary>
/// <param name="Rule">Id or name of the rule; "*" matches any run of characters.</param>
/// <param name="Clients">Networks of the client; empty for any.</param>
/// <param name="Accounts">Accounts, with "*"; empty for any.</param>
/// <param name="Until">From when on it no longer holds; null for never.</param>
/// <param name="Because">Why, in words.</param>
internal sealed record Suppression(
    string Rule, IReadOnlyList<IPNetwork> Clients, IReadOnlyList<string> Accounts, DateTimeOffset? Until, string Because)
{
    /// <summary>True if the alert is one that is suppressed.</summary>
    public bool Covers(Alert alert)
    {
        if (alert.Last >= Until || !(Glob.IsMatch(Rule, alert.Rule.Id) || Glob.IsMatch(Rule, alert.Rule.Name))) return false;
        // A line that names addresses or accounts covers only what has them.
        if (Clients.Count > 0 && !(alert.Observation is { } seen && Clients.Any(network => network.Contains(seen.Client.Address))))
            return false;
        return Accounts.Count == 0 || (alert.Observation is { } known && Accounts.Any(pattern => Glob.IsMatch(pattern, known.Account)));
    }
}
