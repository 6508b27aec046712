using Sekimori.Posture.Facts;
using Sekimori.Security.Ntlm;

namespace Sekimori.Survey;

/// <summary>What an NTLM challenge tells everybody ([MS-NLMP] 2.2.1.2).</summary>
internal static class NtlmFacts
{
    public static void Add(HostFacts facts, string subject, ChallengeMessage challenge)
    {
        var info = challenge.TargetInfo;
        var names = new[]
        {
            info?.Text(AvId.NbComputerName), info?.Text(AvId.DnsComputerName), info?.Text(AvId.NbDomainName),
                info?.Text(AvId.DnsDomainName),
        };
        var told = names.OfType<string>().Where(one => one.Length > 0).Distinct().ToList();
        if (told.Count > 0) facts.Add(FactId.NtlmNames, subject, string.Join(", ", told));
        if (challenge.Version is { } version) facts.Add(FactId.NtlmVersion, subject, version.ToString());
    }
}
