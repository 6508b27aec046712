using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Gate.Tls;

namespace Sekimori.Server.Tests.Gateway.Terminated;

/// <summary>A service over TLS at the address of a target, which answers as it likes.</summary>
internal sealed class HostileTarget : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sekimori-hostile").FullName;
    private WebApplication _host = null!;

    public Uri Address { get; private set; } = null!;

    public string Fingerprint { get; private set; } = "";

    public static async Task<HostileTarget> StartAsync(RequestDelegate answer)
    {
        var target = new HostileTarget();
        var file = Path.Combine(target._folder, "certificate.pem");
        var keeper = new CertificateKeeper(CertificateKeeper.SelfMade(file, [RunningGate.Here], DateTimeOffset.UtcNow),
            NullLogger<CertificateKeeper>.Instance, TimeProvider.System);
        target.Fingerprint = keeper.Current.Fingerprint.Replace(":", "", StringComparison.Ordinal);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.Listen(RunningGate.Here, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(keeper.Current.Certificate);
            }));
        target._host = builder.Build();
        target._host.Run(answer);
        await target._host.StartAsync(TestContext.Current.CancellationToken);
        target.Address = new Uri(new Uri(target._host.Urls.First()), "/wsman");
        return target;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
