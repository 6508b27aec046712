using Sekimori.Posture.Checks;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Evaluation;

/// <summary>W01 to W11: what a WS-Management service shows without a logon.</summary>
internal static class WsManChecks
{
    public static void AddTo(Dictionary<string, Func<Question, IEnumerable<Finding>>> code)
    {
        code["W01"] = q => Scheme(q, "Basic", "/http");
        code["W02"] = q => Scheme(q, "Basic", "/https");
        code["W04"] = q => Scheme(q, "Digest", "/http").Concat(Scheme(q, "Digest", "/https", Severity.Low));
        code["W05"] = q => Scheme(q, "CredSSP", "/http").Concat(Scheme(q, "CredSSP", "/https"));
        code["W06"] = q => q.Facts.Of(FactId.WsManRead).Where(fact => fact.Value != "unclear")
            .Select(fact => q.Decide(fact.Value != "answered", fact.Subject, fact));
        code["W07"] = IdentifyTells;
        code["W08"] = q => Product(q, "Open Management Infrastructure", OmiSeverity);
        code["W09"] = q => Product(q, "Openwsman", version => version <= new Version(2, 6, 9) ? q.Check.Severity : null);
        code["W10"] = Amt;
        code["W11"] = q => q.Facts.Of(FactId.WsManNtlm).Select(fact => q.Decide(fact.Value != "challenge", fact.Subject, fact));
    }

    private static IEnumerable<Finding> Scheme(Question q, string scheme, string transport, Severity? severity = null)
    {
        foreach (var fact in q.Facts.Of(FactId.WsManSchemes))
        {
            if (!fact.Subject.EndsWith(transport, StringComparison.Ordinal)) continue;
            var isOffered = fact.Value.Split(", ").Contains(scheme, StringComparer.OrdinalIgnoreCase);
            yield return isOffered ? q.Fail(fact.Subject, severity ?? q.Check.Severity, fact) : q.Pass(fact.Subject, fact);
        }
    }

    private static IEnumerable<Finding> IdentifyTells(Question q)
    {
        foreach (var status in q.Facts.Of(FactId.IdentifyStatus))
        {
            var version = q.Facts.Find(FactId.IdentifyVersion, status.Subject);
            // Windows answers "OS: 0.0.0 SP: 0.0 Stack: 3.0" to a caller without a logon.
            var isTold = version is { Value.Length: > 0 } && !version.Value.StartsWith("OS: 0.0.0", StringComparison.Ordinal);
            yield return status.Value == "200"
                ? q.Decide(!isTold, status.Subject, [status, .. version is null ? [] : (Fact[])[version]])
                : q.Pass(status.Subject, status);
        }
    }

    private static IEnumerable<Finding> Product(Question q, string vendor, Func<Version, Severity?> evaluate)
    {
        foreach (var fact in q.Facts.Of(FactId.IdentifyVendor))
        {
            var version = q.Facts.Find(FactId.IdentifyVersion, fact.Subject);
            var isIt = fact.Value.Contains(vendor, StringComparison.OrdinalIgnoreCase)
                || (vendor == "Openwsman" && fact.Value.Contains("openwsman", StringComparison.OrdinalIgnoreCase));
            if (!isIt) yield return q.NotApplicable(fact.Subject, fact);
            else if (ProductVersion.Find(version?.Value) is not { } number) yield return q.NotSeen(fact.Subject, fact);
            else
                yield return evaluate(number) is { } severity
                    ? q.Fail(fact.Subject, severity, fact, version!)
                    : q.Pass(fact.Subject, fact, version!);
        }
    }

    // Before 1.6.8.1 no header is needed to run a command (CVE-2021-38647); before 1.8.1 a use after free (CVE-2024-21334). Any version is
    // out of support.
    private static Severity? OmiSeverity(Version version) =>
        version < new Version(1, 6, 8, 1) ? Severity.Critical : version < new Version(1, 8, 1) ? Severity.High : Severity.Medium;

    private static IEnumerable<Finding> Amt(Question q)
    {
        foreach (var fact in q.Facts.Of(FactId.HttpServer).Where(fact => fact.Subject is "16992/http" or "16993/https"))
        {
            if (!fact.Value.Contains("Active Management Technology", StringComparison.OrdinalIgnoreCase))
                yield return q.NotApplicable(fact.Subject, fact);
            else if (ProductVersion.Find(fact.Value) is not { } version) yield return q.NotSeen(fact.Subject, fact);
            else
                yield return AmtFirmware.IsFixed(version) is { } isFixed
                    ? q.Decide(isFixed, fact.Subject, fact)
                    : q.NotSeen(fact.Subject, fact);
        }
    }
}
