using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Schema;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Credentials;
namespace Sekimori.Client.Wmi;
#pragma warning disable
public sealed class WmiClient : IAsyncDisposable
{
    public static Task<WmiClient> ConnectAsync(string host, Credential? credential, WmiClientOptions? options = null, CancellationToken cancellationToken = default) => throw new WmiClientException(WmiFailure.Protocol, "not yet");
    public string Namespace => "";
    internal int ExporterPort => 0; internal ProtectionLevel Level => default; internal SecurityScheme? Scheme => null;
    public IAsyncEnumerable<CimInstance> QueryAsync(string wql, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public IAsyncEnumerable<CimInstance> EnumerateAsync(string className, bool isDeep = true, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<CimInstance> GetAsync(string path, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public IAsyncEnumerable<CimClass> ClassesAsync(string? superclass = null, bool isDeep = true, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<CimClass> GetClassAsync(string className, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<(CimMethod Method, CimMethodResult Result)> InvokeAsync(string path, string method, IReadOnlyList<KeyValuePair<string, CimValue>> arguments, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task PutAsync(CimInstance instance, CimWriteMode mode = CimWriteMode.CreateOrUpdate, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task DeleteAsync(string path, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public IAsyncEnumerable<CimInstance> WatchAsync(string eventQuery, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public ValueTask DisposeAsync() => default;
}
