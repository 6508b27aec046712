using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sekimori.Bench.Gate;

/// <summary>What a comparison has started, with the certificate that all servers show.</summary>
internal sealed class Servers : IDisposable
{
    private readonly List<Process> _processes = [];

    /// <param name="seconds">How long each figure takes.</param>
    public Servers(double seconds)
    {
        Seconds = seconds.ToString(CultureInfo.InvariantCulture);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=bench", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllBytes(Certificate, certificate.Export(X509ContentType.Pkcs12));
        Fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
    }

    /// <summary>How long each figure takes, as an argument.</summary>
    public string Seconds { get; }

    /// <summary>The file of the certificate.</summary>
    public string Certificate { get; } = Path.Combine(Path.GetTempPath(), $"sekimori-gate-bench-{Environment.ProcessId}.pfx");

    /// <summary>Its SHA-256.</summary>
    public string Fingerprint { get; }

    /// <summary>The process that was started last.</summary>
    public Process Last => _processes[^1];

    /// <summary>Starts a server.</summary>
    /// <returns>Its port.</returns>
    public string Start(params string[] arguments) => Add(Processes.Start(arguments));

    /// <summary>Starts the relays of others that are here; gives the arguments of their loads.</summary>
    public IEnumerable<string[]> External(string behind, string certificate, string load, params string[] arguments) =>
        ExternalRelay.Here.Select(name => (string[])
            [load, Add(ExternalRelay.Start(name, behind, certificate)), .. arguments, Seconds]);

    public void Dispose()
    {
        // nginx has children.
        foreach (var process in _processes) process.Kill(entireProcessTree: true);
        File.Delete(Certificate);
    }

    private string Add((Process Process, string Line) started)
    {
        _processes.Add(started.Process);
        return started.Line;
    }
}
