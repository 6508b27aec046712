using System.Net;
using Sekimori.App.Terminal;
using Sekimori.Gate.Settings;
using Sekimori.Gate.Tls;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Survey;

namespace Sekimori.App.Posture;

/// <summary>The certificate of a server's settings, held against the checks T04 to T10.</summary>
internal static class OwnCertificate
{
    /// <summary>A fact for each check. Nothing for a server that is still to make its certificate, at its first start.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="data">The data folder, where the one that a server makes is kept.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="CommandException">The certificate cannot be read.</exception>
    public static IEnumerable<(string Subject, string Value)> Faults(CertificateSettings settings, string data, DateTimeOffset now)
    {
        var path = settings.File ?? Path.Combine(data, "certificate.pem");
        if (settings.File is null && !File.Exists(path)) return [];
        var facts = new HostFacts("self");
        try
        {
            var own = new CertificateFile(path, settings.KeyFile, settings.PasswordFile).Read();
            using (own.Certificate)
                CertificateFacts.Add(facts, "5986", Dns.GetHostName(), own.Certificate, [], authorities: null);
        }
        catch (CertificateException failure)
        {
            throw new CommandException(ExitCode.Failed, failure.Message, failure);
        }

        return Evaluator.Evaluate(facts, new(now)).Where(finding => finding.Check.Id[0] == 'T' && finding.Evidence.Count > 0)
            .Select(finding => ($"{SelfFact.Certificate} {finding.Check.Id}",
                finding.Outcome == Outcome.Pass ? "good" : $"{finding.Check.Name}: {finding.Evidence[0].Value}"));
    }
}
