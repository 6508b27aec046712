using System.Globalization;

namespace Sekimori.Guard.Policy;

/// <summary>A request for approval: who wants what, by which rule, and who may approve it.</summary>
internal sealed record AccessRequest
{
    /// <summary>The longest time that an approval lasts: a week. What is needed for longer is a rule.</summary>
    public static readonly TimeSpan LongestPass = TimeSpan.FromDays(7);

    /// <summary>
    /// Reads how long an approval lasts: "30m", "30 min", "2h", "2 h", "1 d". False if it is not a time, or over the longest.
    /// </summary>
    public static bool TryReadPass(string text, out TimeSpan pass)
    {
        var digits = text.AsSpan(0, text.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end and > 0 ? end : 0);
        pass = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= LongestPass.TotalMinutes
            ? text.AsSpan(digits.Length).Trim() switch
            {
                "m" or "min" => TimeSpan.FromMinutes(count),
                "h" => TimeSpan.FromHours(count),
                "d" => TimeSpan.FromDays(count),
                _ => TimeSpan.Zero,
            }
            : TimeSpan.Zero;
        return pass > TimeSpan.Zero && pass <= LongestPass;
    }

    /// <summary>Its number, which no other request has.</summary>
    public required long Number { get; init; }

    /// <summary>The name of the rule that asks.</summary>
    public required string Rule { get; init; }

    /// <summary>The name of the account.</summary>
    public required string Account { get; init; }

    /// <summary>The account whatever its name, as <see cref="CallerIdentity.ToString"/> has it.</summary>
    public required string Identity { get; init; }

    /// <summary>The target behind the gateway; empty if it is this host.</summary>
    public string Target { get; init; } = "";

    /// <summary>What was wanted when it was requested, in words.</summary>
    public string What { get; init; } = "";

    /// <summary>The address that it came from.</summary>
    public string Client { get; init; } = "";

    /// <summary>When it was requested.</summary>
    public required DateTimeOffset Asked { get; init; }

    /// <summary>How long an approval lasts at most.</summary>
    public required TimeSpan Pass { get; init; }

    /// <summary>Who may approve: accounts with "*", and "group:NAME".</summary>
    public required IReadOnlyList<string> Approvers { get; init; }

    /// <summary>What was decided; null if nothing was yet.</summary>
    public AccessDecision? Decision { get; init; }

    /// <summary>Why an account may not decide about it; null if it may.</summary>
    /// <param name="account">The account's name.</param>
    /// <param name="identity">The account whatever its name.</param>
    /// <param name="groups">The account's roles.</param>
    public string? FindDenialReason(string account, CallerIdentity identity, IReadOnlyList<string> groups)
    {
        if (identity.ToString() == Identity) return "nobody decides about a request of their own";
        return AccountPatterns.Match(Approvers, account, groups) ? null : $"{account} is not an approver of the policy rule '{Rule}' " +
            $"({string.Join(", ", Approvers)})";
    }
}
