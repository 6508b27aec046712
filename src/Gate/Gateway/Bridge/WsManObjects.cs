using System.Xml;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Wql;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Messages;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Schema;
using Sekimori.WsMan.Soap;

namespace Sekimori.Gate.Gateway.Bridge;

/// <summary>The objects of a target that is asked by WS-Management.</summary>
/// <param name="links">The client.</param>
/// <param name="target">The target.</param>
/// <param name="classes">Its classes.</param>
/// <param name="known">Classes that are known here, by namespace and name, where the target defines none.</param>
/// <param name="failures">What failures are for the caller.</param>
/// <param name="evaluatesClasses">True if the policy has rules about classes now.</param>
internal sealed class WsManObjects(WsManLinks links, TargetHost target, TargetClasses classes, Func<string, string, CimClass?> known,
    BridgeFailures failures, Func<bool> evaluatesClasses) : RemoteObjects(target, classes, evaluatesClasses)
{
    /// <inheritdoc/>
    // WS-Management has no logon to a namespace: the first request for an object in it says whether there is one.
    protected override Task OpenAsync(string space, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    // [MS-WSMV] 3.1.4.2: class metadata in CIM-XML.
    protected override async Task<CimClass?> LoadClassAsync(string space, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await links.Get().GetClassAsync(space, name, cancellationToken).ConfigureAwait(false);
        }
        catch (WsManFaultReply fault) when (FaultStatus.Of(fault) is not (CimStatus.AccessDenied or CimStatus.QuotaViolation
            or CimStatus.NotAvailable or CimStatus.ProviderTimedOut))
        {
            // It has no such class, or defines none at all: a service before Windows Server 2012 ([MS-WSMV] note 101).
            return known(space, name);
        }
    }

    /// <inheritdoc/>
    // [MS-WSMV] 3.1.4.8.
    protected override async IAsyncEnumerable<CimClass> LoadClassesAsync(string space, string? superclass, bool isDeep,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var one in links.Get().EnumerateClassesAsync(space, cancellationToken).ConfigureAwait(false))
        {
            if (superclass is null ? isDeep || one.Derivation.Count == 0
                : isDeep ? one.Derivation.Contains(superclass, StringComparer.OrdinalIgnoreCase)
                : one.Derivation.Count > 0 && one.Derivation[0].Equals(superclass, StringComparison.OrdinalIgnoreCase))
                yield return one;
        }
    }

    /// <inheritdoc/>
    // [DSP0226] 7.1 Get.
    protected override Task<CimInstance> LoadAsync(string space, CimObjectPath path, CancellationToken cancellationToken) =>
        links.Get().GetAsync(ResourceOf(space, path), cancellationToken);

    /// <inheritdoc/>
    // [DSP0226] 8.
    protected override IAsyncEnumerable<CimInstance> LoadAllAsync(
        string space, CimClass definition, CancellationToken cancellationToken) =>
        links.Get().EnumerateAsync(new WsManResource(Prefix(space) + definition.Name, []), null, cancellationToken);

    /// <inheritdoc/>
    protected override IAsyncEnumerable<CimInstance> LoadQueryAsync(
        string space, WqlQuery query, CimObjectPath? path, CancellationToken cancellationToken)
    {
        // Whole objects, whatever the query names: a projection comes without the name of its class ([DSP0227] 8.1), and nobody could
        // evaluate of which it is.
        var text = query is WqlQuery.Related related
            ? WqlPrinter.Print(related, path!)
            : WqlPrinter.Print((WqlQuery.Select)query, isWhole: true);
        return TargetNames.IsText(text)
            ? links.Get().QueryAsync(text, space, cancellationToken)
            : throw new CimException(CimStatus.InvalidQuery, "The query has a character that XML does not have.");
    }

    /// <inheritdoc/>
    // [DSP0227] 10, [DSP0230] 10.3.
    protected override async Task<CimMethodResult> CallAsync(string space, CimObjectPath path, CimClass definition, CimMethod method,
        CimValue[] values, CancellationToken cancellationToken)
    {
        var resource = path.IsClass ? new(Prefix(space) + definition.Name, []) : ResourceOf(space, path);
        var uri = resource.Uri;
        var answer = await links.Get().ExchangeAsync(new Request($"{uri}/{method.Name}", resource)
        {
            Body = xml =>
            {
                xml.WriteStartElement("p", method.Name + "_INPUT", uri);
                WriteSpaces(xml);
                for (var i = 0; i < values.Length; i++)
                    if (!values[i].IsNull) CimXmlWriter.WriteProperty(xml, "p", method.In[i].Name, uri, values[i], Prefix(space), 0);
                xml.WriteEndElement();
            },
        }, reader =>
        {
            var read = new List<NamedValue>();
            if (!reader.LocalName.Equals(method.Name + "_OUTPUT", StringComparison.OrdinalIgnoreCase))
                throw new UnusableAnswerException($"the answer of {method.Name} is {reader.LocalName}");
            CimXmlReader.ReadValues(reader, SoapLimits.Default, read);
            return read;
        }, null, cancellationToken).ConfigureAwait(false) ?? throw new UnusableAnswerException($"{method.Name} has no answer");
        return await ResultOfAsync(space, method, answer, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    // [DSP0226] 7.4 Put.
    protected override Task StoreAsync(string space, CimObjectPath path, CimInstance instance, CancellationToken cancellationToken)
    {
        var resource = ResourceOf(space, path);
        return links.Get().ExchangeAsync<object>(new Request(Actions.Put, resource)
        {
            Body = xml => WriteInstance(xml, instance, space, withNull: true)
        }, static _ => null!, null, cancellationToken);
    }

    /// <inheritdoc/>
    // [DSP0226] 7.6 Create.
    protected override async Task<CimObjectPath> MakeAsync(string space, CimInstance instance, CancellationToken cancellationToken)
    {
        var resource = new WsManResource(Prefix(space) + instance.Class.Name, []);
        var made = await links.Get().ExchangeAsync(new Request(Actions.Create, resource)
        {
            Body = xml => WriteInstance(xml, instance, space, withNull: false)
        }, static reader => EndpointReference.Read(reader, SoapLimits.Default), null, cancellationToken).ConfigureAwait(false)
            ?? throw new UnusableAnswerException("the answer does not name what was made");
        try
        {
            return CimXmlReader.PathOf(made);
        }
        catch (WsManFaultException wrong)
        {
            throw new UnusableAnswerException($"the answer does not name what was made: {wrong.Fault.Reason}", wrong);
        }
    }

    /// <inheritdoc/>
    // [DSP0226] 7.5 Delete.
    protected override Task RemoveAsync(string space, CimObjectPath path, CancellationToken cancellationToken) =>
        links.Get().DeleteAsync(ResourceOf(space, path), cancellationToken);

    /// <inheritdoc/>
    protected override CimException? Translate(Exception failure)
    {
        if (failure is WsManClientException { Failure: WsManFailure.LogonRefused }) links.Drop();
        return failures.Find(failure is WsManFaultException wrong ? new UnusableAnswerException(wrong.Fault.Reason, wrong) : failure);
    }

    /// <inheritdoc/>
    protected override void CountOpen(int more) => links.CountOpen(more);

    private static string Prefix(string space) => ResourceUri.WmiPrefix + space + "/";

    private static WsManResource ResourceOf(string space, CimObjectPath path)
    {
        if (path.Keys.Any(key => key.Name.Length == 0 || !TargetNames.IsText(key.Value.ToString())))
            throw new CimException(
                CimStatus.InvalidObjectPath, "The path has a key without a name, or a character that XML does not have.");
        var reference = CimXmlWriter.ReferenceTo(path with { Host = null, Namespace = null }, Prefix(space));
        return new(reference.ResourceUri, reference.Selectors);
    }

    private static void WriteInstance(XmlWriter xml, CimInstance instance, string space, bool withNull)
    {
        var uri = Prefix(space) + instance.Class.Name;
        xml.WriteStartElement("p", instance.Class.Name, uri);
        WriteSpaces(xml);
        foreach (var property in instance.Class.Properties)
        {
            var value = instance[property.Index];
            if (!value.IsNull || withNull) CimXmlWriter.WriteProperty(xml, "p", property.Name, uri, value, Prefix(space), 0);
        }
        xml.WriteEndElement();
    }

    private static void WriteSpaces(XmlWriter xml)
    {
        xml.WriteAttributeString("xmlns", "xsi", null, Namespaces.SchemaInstance);
        xml.WriteAttributeString("xmlns", "cim", null, Namespaces.CimCommon);
    }

    private async Task<CimMethodResult> ResultOfAsync(
        string space, CimMethod method, List<NamedValue> answer, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, CimClass?>(StringComparer.Ordinal);
        var left = new Stack<NamedValue>(answer);
        while (left.TryPop(out var next))
        {
            if (next.Members is not { } members) continue;
            var name = next.ClassUri![(next.ClassUri!.LastIndexOf('/') + 1)..];
            if (name.EndsWith("_Type", StringComparison.Ordinal)) name = name[..^5];
            if (!found.ContainsKey(next.ClassUri!))
                found[next.ClassUri!] = await FindDefinitionAsync(space, name, cancellationToken).ConfigureAwait(false);
            foreach (var member in members) left.Push(member);
        }
        var values = CimXmlReader.Bind(answer, found.GetValueOrDefault);
        var passed = new CimValue[method.Out.Count];
        for (var i = 0; i < passed.Length; i++)
            passed[i] = Typed(values, method.Out[i].Name, method.Out[i].Type, method.Out[i].IsArray);
        return new(method.IsVoid ? CimValue.Null : Typed(values, "ReturnValue", method.ReturnType, false), passed);
    }

    private static CimValue Typed(List<KeyValuePair<string, CimValue>> values, string name, CimType type, bool isArray)
    {
        foreach (var (found, value) in values)
        {
            if (found.Equals(name, StringComparison.OrdinalIgnoreCase))
                return CimXmlReader.Typed(new() { Name = name, Type = type, IsArray = isArray, Index = 0, Origin = "" }, value);
        }
        return CimValue.Null;
    }
}
