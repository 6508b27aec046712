using System.Net;
using Sekimori.Observations;

namespace Sekimori.Guard.Tests.Services;

/// <summary>Observations for the service map.</summary>
internal static class Seen
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private static readonly Endpoint Server = new(IPAddress.Parse("10.0.0.1"), 49_152);

    public static Observation Call(
        string client = "10.0.0.5", string account = "", string service = "svcctl", DateTimeOffset? time = null,
        ObservationKind kind = ObservationKind.Call) => new()
        {
            Time = time ?? Noon, Source = ObservationSource.Server, Kind = kind, Client = new(IPAddress.Parse(client), 50_000),
            Server = Server,
            Transport = Transport.Tcp,
            Account = account, Interface = service.Length > 0 ? InterfaceCatalogue.Find(service)[0] : null, Opnum = 1,
        };

    public static Observation Http(ObservationKind kind, long status, string account) => new()
    {
        Time = Noon, Source = ObservationSource.Server, Kind = kind, Client = new(IPAddress.Parse("10.0.0.5"), 50_000),
        Server = new(IPAddress.Parse("10.0.0.1"), 5985),
        Transport = Transport.Http, Account = account, Status = status,
    };
}
