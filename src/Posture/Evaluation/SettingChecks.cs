using Sekimori.Posture.Checks;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Evaluation;

/// <summary>Checks of settings whose values are lists, descriptors or words with a meaning of their own.</summary>
internal static class SettingChecks
{
    // Generic top-level names: a wildcard below one of them matches strangers.
    private static readonly string[] PublicSuffixes = ["com", "net", "org", "info", "biz", "io", "eu", "de", "jp", "co.jp", "uk", "co.uk",
        "fr"];

    // [MS-DCOM] 3.1.2.5.2.4.2 and the descriptors of Windows: LC is remote access or launch, RP remote activation.
    private const uint RemoteAccess = 0x4, RemoteActivation = 0x10;

    public static void AddTo(Dictionary<string, Func<Question, IEnumerable<Finding>>> code)
    {
        code["W12"] = ChannelBinding;
        code["W13"] = TrustedHosts;
        code["W18"] = q => Descriptor(q, @"\WinRM\Service!rootSDDL", "RootSDDL", _ => true)
            .Concat(Descriptor(q, @"\WSMAN\Service!rootSDDL", "RootSDDL", _ => true))
            .Concat(q.Facts.Find(FactId.WinRm, "Service/RootSDDL") is { } fact ? [Open(q, "RootSDDL", fact, _ => true)] : []);
        code["W20"] = Enabled;
        code["W21"] = Forwarding;
        code["R17"] = q => Descriptor(q, "!MachineLaunchRestriction", "MachineLaunchRestriction",
                entry => (entry.Rights & (RemoteAccess | RemoteActivation)) != 0)
            // Windows itself lets Everyone access remotely; anonymous callers only locally.
            .Concat(Descriptor(q, "!MachineAccessRestriction", "MachineAccessRestriction",
                entry => Sddl.Broad(entry.Trustee) is "Anonymous" or "Guests" && (entry.Rights & RemoteAccess) != 0));
    }

    private static IEnumerable<Finding> ChannelBinding(Question q)
    {
        var fact = q.Facts.Of(FactId.ChannelBinding).FirstOrDefault()
            ?? q.Facts.Find(FactId.WinRm, "Service/Auth/CbtHardeningLevel") ?? Value(q, "!CbtHardeningLevel")
            ?? Value(q, "!cbt_hardening_level");
        if (fact is null) yield break;
        yield return fact.Value.Trim().ToLowerInvariant() switch
        {
            "strict" => q.Pass("CbtHardeningLevel", fact),
            "relaxed" => q.Fail("CbtHardeningLevel", Severity.Medium, fact),
            "none" => q.Fail("CbtHardeningLevel", Severity.High, fact),
            _ => q.Error("CbtHardeningLevel", fact),
        };
    }

    private static IEnumerable<Finding> TrustedHosts(Question q)
    {
        var fact = q.Facts.Find(FactId.WinRm, "Client/TrustedHosts") ?? Value(q, @"\WinRM\Client!TrustedHostsList")
            ?? Value(q, @"\WSMAN\Client!trusted_hosts");
        if (fact is null) yield break;
        var isBroad = fact.Value.Split(',', StringSplitOptions.TrimEntries).Any(name =>
            name == "*" || (name.StartsWith("*.", StringComparison.Ordinal) && PublicSuffixes.Contains(name[2..].ToLowerInvariant())));
        yield return q.Decide(!isBroad, "TrustedHosts", fact);
    }

    // Never a failure: Ansible, Packer and Server Manager need it. A profile decides.
    private static IEnumerable<Finding> Enabled(Question q) =>
        Value(q, @"\WinRM\Service!AllowAutoConfig") is { } fact
            ? [Condition.Number(fact.Value) == 0 ? q.Pass("AllowAutoConfig", fact) : q.NotApplicable("AllowAutoConfig", fact)]
            : [];

    private static IEnumerable<Finding> Forwarding(Question q)
    {
        foreach (var fact in q.Facts.Of(FactId.Registry).Where(fact => fact.Standing != Standing.Removed
            && fact.Subject.Contains(@"\EventForwarding\SubscriptionManager!", StringComparison.OrdinalIgnoreCase)))
            yield return q.Decide(!fact.Value.Contains("http://", StringComparison.OrdinalIgnoreCase),
                "SubscriptionManager " + fact.Subject[(fact.Subject.LastIndexOf('!') + 1)..], fact);
    }

    private static IEnumerable<Finding> Descriptor(Question q, string ending, string subject, Func<(string Trustee, uint Rights),
        bool> matters) =>
        Value(q, ending) is { Value.Length: > 0 } fact ? [Open(q, subject, fact, matters)] : [];

    private static Finding Open(Question q, string subject, Fact fact, Func<(string Trustee, uint Rights), bool> matters) =>
        !fact.Value.Contains("D:", StringComparison.Ordinal)
            ? q.Error(subject, fact)
            : q.Decide(!Sddl.Allowed(fact.Value).Any(entry => Sddl.Broad(entry.Trustee) is not null && matters(entry)), subject, fact);

    /// <summary>The last registry value whose name ends so; null if none is set.</summary>
    private static Fact? Value(Question q, string ending)
    {
        var fact = q.Facts.Of(FactId.Registry).LastOrDefault(fact => fact.Subject.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        return fact is { Standing: Standing.Removed } ? null : fact;
    }
}
