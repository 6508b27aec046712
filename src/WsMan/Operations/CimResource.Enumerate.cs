using System.Runtime.CompilerServices;
using System.Text;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Schema;

namespace Sekimori.WsMan.Operations;

/// <content>Enumerations, and the dialects of filters ([MS-WSMV] 3.1.4.1.13).</content>
internal sealed partial class CimResource
{
    private async ValueTask EnumerateAsync(WsManRequest request)
    {
        var body = request.BodyAs<EnumerateBody>();
        var (resource, definition) = await ResolveAsync(request).ConfigureAwait(false);
        // Lives as long as the enumeration, which is longer than the request.
        var closed = new CancellationTokenSource();
        try
        {
            IAsyncEnumerable<IEnumerationItem> items;
            // Opening belongs to the request and its time, reading to the enumeration.
            await using (request.Deadline.UnsafeRegister(static c => ((CancellationTokenSource)c!).Cancel(), closed).ConfigureAwait(false))
                items = await OpenAsync(request, body, resource, definition, closed.Token).ConfigureAwait(false);
            await _enumerations.EnumerateAsync(request, body, items, closed).ConfigureAwait(false);
        }
        catch
        {
            // What a source has opened already ends with it.
            await closed.CancelAsync().ConfigureAwait(false);
            closed.Dispose();
            throw;
        }
    }

    private async ValueTask<IAsyncEnumerable<IEnumerationItem>> OpenAsync(
        WsManRequest request, EnumerateBody body, ResourceUri resource, CimClass? definition, CancellationToken closed)
    {
        if (body.Filter is not { } filter)
        {
            if (definition is null)
                throw new WsManFaultException(Fault.InvalidResourceUri("Enumerating all classes requires a filter."));
            return Items(await objects.EnumerateAsync(resource.Namespace, resource.ClassName, request.CimCaller, closed)
                .ConfigureAwait(false), resource, Shown(body, definition), null, closed);
        }
        if (filter.Dialect == WellKnown.DialectXPath)
            return await OpenByPathAsync(request, body, filter.Text, resource, definition, closed).ConfigureAwait(false);
        var query = filter.Dialect switch
        {
            WellKnown.DialectWql or WellKnown.DialectAssociation => filter.Text,
            WellKnown.DialectSelector => SelectorQuery(filter, definition),
            _ => throw new WsManFaultException(Fault.FilterDialectUnavailable(filter.Dialect)),
        };
        if (query.Length == 0) throw new WsManFaultException(Fault.CannotProcessFilter("The filter is empty."));
        var result = await objects.QueryAsync(resource.Namespace, query, request.CimCaller, closed).ConfigureAwait(false);
        if (result.Classes is not null)
            throw new WsManFaultException(Fault.CannotProcessFilter("Class queries are not supported by this protocol."));
        if (body.Mode != EnumerationMode.Object && result.Selected is not null && filter.Dialect == WellKnown.DialectWql)
            throw new WsManFaultException(
                Fault.Unsupported("A query that names properties returns objects only.", FaultDetails.EnumerationMode,
                WsManErrors.EnumerationModeUnsupported));
        var selected = result.Selected?.OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase).ToArray();
        return Items(result.Instances, resource, result.Class is { } c ? Shown(body, c) : default, selected, closed);
    }

    // [DSP0226] D.1: a path of level 1 selects the objects in which it leads to something.
    private async ValueTask<IAsyncEnumerable<IEnumerationItem>> OpenByPathAsync(
        WsManRequest request, EnumerateBody body, string path, ResourceUri resource, CimClass? definition, CancellationToken closed)
    {
        if (definition is null) throw new WsManFaultException(Fault.CannotProcessFilter("A path needs the name of a class."));
        var (_, property, index, _) = FragmentPath.Parse(new FragmentTransfer(path, WellKnown.DialectXPath), definition);
        var instances = await objects.EnumerateAsync(resource.Namespace, resource.ClassName, request.CimCaller, closed)
            .ConfigureAwait(false);
        return Items(instances.Where(i => FragmentPath.Exists(i[property.Index], index)), resource, Shown(body, definition), null,
            closed);
    }

    // [DSP0227] 9.3. Windows ignores the mode; a client that sends one gets what it asks for.
    private static (CimClass? As, CimClass? Only) Shown(EnumerateBody body, CimClass definition) => body.Polymorphism switch
    {
        null or "IncludeSubClassProperties" => default,
        "ExcludeSubClassProperties" => (definition, null),
        "None" => (null, definition),
        _ => throw new WsManFaultException(
            Fault.Unsupported($"Unknown PolymorphismMode {body.Polymorphism}.", FaultDetails.PolymorphismMode,
            WsManErrors.PolymorphismModeUnsupported)),
    };

    private static async IAsyncEnumerable<IEnumerationItem> Items(
        IAsyncEnumerable<CimInstance> instances, ResourceUri resource, (CimClass? As, CimClass? Only) shown,
        IReadOnlyList<CimProperty>? selected, [EnumeratorCancellation] CancellationToken closed)
    {
        await foreach (var instance in instances.WithCancellation(closed).ConfigureAwait(false))
        {
            if (shown.Only is null || shown.Only.Name == instance.Class.Name)
                yield return new CimItem(instance, resource, shown.As, selected);
        }
    }

    // [MS-WSMV] 3.1.4.1.13: which selectors are refused.
    private static string SelectorQuery(EnumerationFilter filter, CimClass? definition)
    {
        if (definition is null) throw new WsManFaultException(Fault.CannotProcessFilter("Selectors need the name of a class."));
        var query = new StringBuilder("SELECT * FROM ").Append(definition.Name);
        var separator = " WHERE ";
        foreach (var selector in filter.Selectors)
        {
            if (ResourceUri.IsNamespaceSelector(selector.Name)) continue;
            var property = definition.FindProperty(selector.Name)
                ?? throw new WsManFaultException(Fault.CannotProcessFilter($"{definition.Name} has no property {selector.Name}."));
            if (property.IsArray || property.Type is CimType.DateTime or CimType.Reference or CimType.Object
                || selector.Reference is not null)
                throw new WsManFaultException(
                    Fault.CannotProcessFilter($"{property.Name} cannot be used in a filter: it is not a simple value."));
            if (selector.Value.AsSpan().IndexOfAny('"', '\'') >= 0)
                throw new WsManFaultException(Fault.CannotProcessFilter("A value holds a quotation mark."));
            query.Append(separator).Append(property.Name).Append(" = \"").Append(selector.Value.Replace("\\", "\\\\")).Append('"');
            separator = " AND ";
        }
        return query.ToString();
    }
}
