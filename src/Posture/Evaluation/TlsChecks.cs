using System.Globalization;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Evaluation;

/// <summary>T01 to T10: the versions, suites and certificate of each TLS listener.</summary>
internal static class TlsChecks
{
    public static void AddTo(Dictionary<string, Func<Question, IEnumerable<Finding>>> code)
    {
        code["T01"] = OldVersions;
        code["T02"] = WeakSuites;
        code["T03"] = q => Answers(q, FactId.TlsVersion).Where(fact => fact.Subject.EndsWith("/TLS 1.3", StringComparison.Ordinal))
            .Select(fact => q.Decide(IsAccepted(fact), Door(fact), fact));
        code["T04"] = q => Ends(q, end => end >= q.Options.Now);
        code["T05"] = q => Ends(q, end => end >= q.Options.Now + q.Options.RenewBefore || end < q.Options.Now);
        code["T06"] = q => Each(q, FactId.CertificateKey, IsStrongKey);
        code["T07"] = q => Each(q, FactId.CertificateSignature, fact => !IsWeakSignature(fact.Value));
        code["T08"] = q => Each(q, FactId.CertificateName, fact => fact.Value.StartsWith("yes", StringComparison.Ordinal));
        code["T09"] = q => Each(q, FactId.CertificateTrust, fact => fact.Value == "yes");
        code["T10"] = q => Each(q, FactId.CertificatePurpose, fact => fact.Value == "server");
    }

    internal static bool IsAccepted(Fact fact) => fact.Value.StartsWith("accepted", StringComparison.Ordinal);

    // A handshake that was not answered says nothing about a version or suite, and a port that accepts no version has no TLS.
    private static IEnumerable<Fact> Answers(Question q, string id)
    {
        var doors = q.Facts.Of(FactId.TlsVersion).Where(IsAccepted).Select(Door).ToHashSet(StringComparer.Ordinal);
        return q.Facts.Of(id).Where(fact => doors.Contains(Door(fact))
            && (IsAccepted(fact) || fact.Value.StartsWith("rejected", StringComparison.Ordinal)));
    }

    private static string Door(Fact fact) => fact.Subject.Split('/')[0];

    private static IEnumerable<Finding> OldVersions(Question q)
    {
        foreach (var fact in Answers(q, FactId.TlsVersion))
        {
            var version = fact.Subject[(fact.Subject.IndexOf('/', StringComparison.Ordinal) + 1)..];
            if (version is "TLS 1.2" or "TLS 1.3") continue;
            // SSL 3 is broken (POODLE); TLS 1.0 and 1.1 are deprecated (RFC 8996).
            yield return IsAccepted(fact)
                ? q.Fail(fact.Subject, version == "SSL 3" ? Severity.High : Severity.Medium, fact)
                : q.Pass(fact.Subject, fact);
        }
    }

    private static IEnumerable<Finding> WeakSuites(Question q)
    {
        foreach (var fact in Answers(q, FactId.TlsSuite))
            // A recorded session can be read with a key that is stolen later: that is less than a broken cipher.
            yield return !IsAccepted(fact) ? q.Pass(fact.Subject, fact)
                : q.Fail(fact.Subject, fact.Subject.EndsWith("no forward secrecy", StringComparison.Ordinal) ? Severity.Low
                    : q.Check.Severity,
                    fact);
    }

    private static IEnumerable<Finding> Ends(Question q, Func<DateTimeOffset, bool> isGood) =>
        q.Facts.Of(FactId.CertificateEnd).Select(fact =>
            DateTimeOffset.TryParse(fact.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end)
                ? q.Decide(isGood(end), fact.Subject, fact)
                : q.Error(fact.Subject, fact));

    private static IEnumerable<Finding> Each(Question q, string id, Func<Fact, bool> isGood) =>
        q.Facts.Of(id).Select(fact => q.Decide(isGood(fact), fact.Subject, fact));

    private static bool IsStrongKey(Fact fact)
    {
        // NIST SP 800-57: 112 bits of security are 2,048 bits of RSA or 224 of an elliptic curve; 256 is the smallest curve in use.
        var words = fact.Value.Split(' ');
        return words is [var kind, var bits] && int.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && size >= (kind == "RSA" || kind == "DSA" ? 2048 : 256);
    }

    private static bool IsWeakSignature(string name) =>
        name.Contains("md5", StringComparison.OrdinalIgnoreCase) || name.Contains("md2", StringComparison.OrdinalIgnoreCase)
        || (name.Contains("sha1", StringComparison.OrdinalIgnoreCase) && !name.Contains("sha1x", StringComparison.OrdinalIgnoreCase));
}
