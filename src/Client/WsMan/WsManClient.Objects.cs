using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Sekimori.Cim.Model;
using Sekimori.Cim.Wql;
using Sekimori.Client.WsMan.Messages;
using Sekimori.WsMan.Operations;

namespace Sekimori.Client.WsMan;

/// <content>Instances with types. The wire carries text: the types are those of the class's definition, which is asked for once.</content>
public sealed partial class WsManClient
{
    /// <summary>
    /// Definitions that one client keeps: root/cimv2 of a Windows server has some 1,200 classes, and a peer must not grow the table for
    /// ever.
    /// </summary>
    private const int MaxDefinitions = 2048;

    private readonly ConcurrentDictionary<(string Namespace, string Name), CimClass?> _definitions = new(ClassNameComparer.Instance);

    /// <summary>Gets one instance ([DSP0226] 7.1).</summary>
    /// <param name="className">The class: <c>Win32_OperatingSystem</c>, <c>root/cimv2/Win32_Process</c>, or a resource URI.</param>
    /// <param name="keys">The instance's keys; none for a class with one instance.</param>
    /// <returns>The instance. Where the service does not define its class, every value is a string.</returns>
    /// <exception cref="WsManFaultReply">The service denied it, or has no such instance.</exception>
    public Task<CimInstance> GetAsync(string className, params (string Name, string Value)[] keys) => GetAsync(ResourceOf(className, keys));

    /// <summary>Gets one instance ([DSP0226] 7.1).</summary>
    /// <param name="resource">The instance.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <inheritdoc cref="GetAsync(string, ValueTuple{string, string}[])"/>
    public async Task<CimInstance> GetAsync(WsManResource resource, CancellationToken cancellationToken = default)
    {
        var read = await ExchangeAsync(new Request(Actions.Get, resource), InstanceReader.Read, null, cancellationToken)
            .ConfigureAwait(false)
            ?? throw Reply.Malformed(Address, "its answer holds no object");
        return await TypedAsync(read, resource, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Enumerates the instances of a class ([DSP0226] 8), batch by batch as they are asked for.</summary>
    /// <param name="className">The class: <c>Win32_Service</c>, <c>root/cimv2/Win32_Process</c>, or a resource URI.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<CimInstance> EnumerateAsync(string className, CancellationToken cancellationToken = default) =>
        EnumerateAsync(WsManResource.Parse(className), null, cancellationToken);

    /// <summary>Runs a WQL query, as <c>SELECT Name FROM Win32_Service WHERE State = 'Running'</c>.</summary>
    /// <param name="wql">The query.</param>
    /// <param name="cimNamespace">The namespace that it is asked of.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<CimInstance> QueryAsync(
        string wql, string cimNamespace = "root/cimv2", CancellationToken cancellationToken = default) =>
        EnumerateAsync(WsManResource.Query(cimNamespace), new EnumerateOptions { Wql = wql }, cancellationToken);

    /// <summary>
    /// Enumerates instances ([DSP0226] 8), batch by batch as they are asked for. An enumeration that is left early is released.
    /// </summary>
    /// <param name="resource">The class.</param>
    /// <param name="options">A query or selectors, and the size of a batch.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public async IAsyncEnumerable<CimInstance> EnumerateAsync(
        WsManResource resource, EnumerateOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var named = ClassOf(resource, options?.Wql);
        await foreach (var read in EnumerateAsync(
            resource, options ?? new EnumerateOptions(), InstanceReader.Read, isHeld: false, cancellationToken).ConfigureAwait(false))
            yield return await TypedAsync(read, named, cancellationToken).ConfigureAwait(false);
    }

    // A projection comes without the name of its class ([DSP0226] 7.7): the query has it.
    private static WsManResource ClassOf(WsManResource resource, string? wql)
    {
        if (wql is null || !resource.Uri.EndsWith("/*", StringComparison.Ordinal)) return resource;
        return WqlTarget.ClassOf(wql) is { } name ? resource with { Uri = resource.Uri[..^1] + name } : resource;
    }

    private static WsManResource ResourceOf(string className, (string Name, string Value)[] keys) =>
        WsManResource.Parse(className, [.. keys.Select(key => new Sekimori.WsMan.Addressing.Selector(key.Name, key.Value))]);

    private async Task<CimInstance> TypedAsync(InstanceReader read, WsManResource resource, CancellationToken cancellationToken)
    {
        foreach (var uri in read.ClassUris)
        {
            var name = read.NameOf(uri, resource);
            if (_definitions.ContainsKey(name)) continue;
            if (_definitions.Count >= MaxDefinitions) _definitions.Clear();
            _definitions[name] = await DefinitionAsync(name, cancellationToken).ConfigureAwait(false);
        }

        return read.ToInstance(Address, resource, name => _definitions.GetValueOrDefault(name));
    }

    private async Task<CimClass?> DefinitionAsync((string Namespace, string Name) name, CancellationToken cancellationToken)
    {
        try
        {
            return await GetClassAsync(name.Namespace, name.Name, cancellationToken).ConfigureAwait(false);
        }
        catch (WsManClientException e) when (e.Failure is WsManFailure.Fault or WsManFailure.Malformed)
        {
            // Services before Windows Server 2012, and other makers', define no classes ([MS-WSMV] note 101).
            return _options.KnownClass?.Invoke(name.Namespace, name.Name);
        }
    }
}
