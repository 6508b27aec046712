using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Cim.SystemClasses;

/// <summary>The namespaces that lie directly below one.</summary>
internal sealed class NamespaceProvider(string parent, IReadOnlyList<string> all) : ICimProvider
{
    public CimClass Class => SystemClass.Namespace;

    public bool MayBlock => false;

    public async IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        foreach (var child in Children())
        {
            request.CancellationToken.ThrowIfCancellationRequested();
            yield return Of(child);
        }
    }

    public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request)
    {
        _ = path.TryGetKey("Name", out var name);
        var child = Children().FirstOrDefault(c => c.Equals(name.AsString, StringComparison.OrdinalIgnoreCase));
        return new(child is null ? null : Of(child));
    }

    public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call) =>
        throw new CimException(CimStatus.InvalidMethod, "__NAMESPACE has no methods.");

    private CimInstance Of(string child)
    {
        var instance = new CimInstance(Class);
        instance.Set("Name", child);
        return instance;
    }

    private IEnumerable<string> Children() => all
        .Where(n => n.Length > parent.Length + 1 && n[parent.Length] == '/' && n.StartsWith(parent, StringComparison.OrdinalIgnoreCase))
        .Select(n => n[(parent.Length + 1)..].Split('/')[0]).Distinct(StringComparer.OrdinalIgnoreCase)
        .Order(StringComparer.OrdinalIgnoreCase);
}
