using System.Security.Cryptography.X509Certificates;
using Sekimori.Survey.Logon;

namespace Sekimori.Survey;

/// <summary>How hosts are asked.</summary>
internal sealed record SurveyOptions
{
    /// <summary>How long a connection may take: a firewall that drops packets costs this time for each port.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long one answer may take.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one host may take in all; what is open then is not seen.</summary>
    public TimeSpan HostTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Hosts that are asked at once.</summary>
    public int Hosts { get; init; } = 64;

    /// <summary>Authorities that are trusted besides the system's; null for none.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>TLS ports besides 5986.</summary>
    public IReadOnlyList<int> TlsPorts { get; init; } = [];

    /// <summary>Whether to ask web and firmware ports too: 80, 443, 593, 47001, 16992, 16993.</summary>
    public bool WithNeighbours { get; init; } = true;

    /// <summary>The true port of a web or firmware port; tests have others.</summary>
    public Func<int, int> NeighbourPort { get; init; } = port => port;

    /// <summary>The roles of hosts that a directory named: "domain controller", "server" or "client".</summary>
    public IReadOnlyDictionary<string, string> Roles { get; init; } = new Dictionary<string, string>();

    /// <summary>The port of the endpoint mapper; tests have another.</summary>
    public int MapperPort { get; init; } = 135;

    /// <summary>The port of WS-Management over HTTP.</summary>
    public int HttpPort { get; init; } = 5985;

    /// <summary>The port of WS-Management over TLS.</summary>
    public int HttpsPort { get; init; } = 5986;

    /// <summary>The account to log on with; null for none.</summary>
    public LogonOptions? Logon { get; init; }

    /// <summary>The name of a credential that the run asks for and that this program does not have; null if there is none.</summary>
    public string? MissingCredential { get; init; }

    /// <summary>Registry values that users' lists ask for, "HKLM\…!Name", besides those of the catalogue.</summary>
    public IReadOnlyList<string> RegistryValues { get; init; } = [];
}
