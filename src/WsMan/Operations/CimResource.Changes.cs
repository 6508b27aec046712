using Sekimori.Cim.Model;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Schema;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <content>Put, Create and Delete ([DSP0226] 7.4 to 7.6, [DSP0227] 7), whole or by fragment.</content>
internal sealed partial class CimResource
{
    private async ValueTask PutAsync(WsManRequest request)
    {
        var (resource, definition) = await OfOneClassAsync(request).ConfigureAwait(false);
        var path = CimXmlReader.PathOf(resource, request.Headers.Selectors);
        var values = request.Headers.Fragment is { } fragment
            ? [await ReadFragmentAsync(request, resource, definition, path, fragment).ConfigureAwait(false)]
            : await ReadRepresentationAsync(request, resource, definition).ConfigureAwait(false);
        var instance = await Represented(objects.PutAsync(resource.Namespace, path, values, request.CimCaller, request.Deadline))
            .ConfigureAwait(false);
        request.Reference = ReferenceOf(request, instance, resource);
        request.BeginReply();
        if (request.Headers.Fragment is { } same) FragmentPath.Write(request.Reply.Xml, instance, same, resource);
        else CimXmlWriter.WriteInstance(request.Reply, instance, resource.Prefix);
    }

    private async ValueTask CreateAsync(WsManRequest request)
    {
        RefuseFragment(request);
        var (resource, definition) = await OfOneClassAsync(request).ConfigureAwait(false);
        var values = await ReadRepresentationAsync(request, resource, definition).ConfigureAwait(false);
        var path =
            await Represented(objects.CreateAsync(resource.Namespace, resource.ClassName, values, request.CimCaller, request.Deadline))
            .ConfigureAwait(false);
        request.BeginCreated(CimXmlWriter.ReferenceTo(path with { Namespace = resource.Namespace }, resource.Prefix));
    }

    private async ValueTask DeleteAsync(WsManRequest request)
    {
        RefuseFragment(request);
        var (resource, _) = await OfOneClassAsync(request).ConfigureAwait(false);
        await objects.DeleteAsync(resource.Namespace, CimXmlReader.PathOf(resource, request.Headers.Selectors), request.CimCaller,
            request.Deadline).ConfigureAwait(false);
        request.BeginReply();
    }

    private async ValueTask<(ResourceUri Resource, CimClass Class)> OfOneClassAsync(WsManRequest request)
    {
        var (resource, definition) = await ResolveAsync(request).ConfigureAwait(false);
        return (resource, definition
            ?? throw new WsManFaultException(Fault.InvalidResourceUri("This needs the name of a class.")));
    }

    private async ValueTask<List<KeyValuePair<string, CimValue>>> ReadRepresentationAsync(
        WsManRequest request, ResourceUri resource, CimClass definition)
    {
        // The instance may be of a class that derives from the resource's, and its element is then that one's.
        var body = request.BodyAs<RepresentationBody>();
        if (body.IsFragment
            || await objects.FindClassAsync(resource.Namespace, body.Element, request.CimCaller, request.Deadline).ConfigureAwait(false)
                is not { } own
            || !own.IsA(definition.Name))
            throw new WsManFaultException(
                Fault.InvalidRepresentation($"The body contains no {definition.Name}.", FaultDetails.InvalidNamespace));
        return await BindAsync(request, body.Values).ConfigureAwait(false);
    }

    // [DSP0226] 7.7: the body is a w:XmlFragment with the property's elements, or with only the text if the path ends in text().
    private async ValueTask<KeyValuePair<string, CimValue>> ReadFragmentAsync(
        WsManRequest request, ResourceUri resource, CimClass named, CimObjectPath path, FragmentTransfer fragment)
    {
        var body = request.BodyAs<RepresentationBody>();
        if (!body.IsFragment)
            throw new WsManFaultException(Fault.InvalidRepresentation("The body contains no XmlFragment.", FaultDetails.InvalidFragment));
        var (definition, property, index, wantsText) = FragmentPath.Parse(fragment, named);
        CimValue value;
        if (wantsText)
        {
            value = body.Text ?? throw new WsManFaultException(
                Fault.InvalidRepresentation("The fragment contains elements, but its path ends in text().", FaultDetails.InvalidFragment));
        }
        else
        {
            var values = await BindAsync(request, body.Values).ConfigureAwait(false);
            if (!string.IsNullOrEmpty(body.Text) || values.Count > 1
                || (values.Count == 1 && !values[0].Key.Equals(property.Name, StringComparison.OrdinalIgnoreCase)))
                throw new WsManFaultException(
                    Fault.InvalidRepresentation($"The fragment contains more than {definition.Name}.{property.Name}.",
                    FaultDetails.InvalidFragment));
            value = values.Count == 0 ? CimValue.Null : values[0].Value;
        }
        if (index is { } position && property.IsArray)
        {
            var now = await objects.GetAsync(resource.Namespace, path, request.CimCaller, request.Deadline).ConfigureAwait(false);
            value = FragmentPath.Replace(property, now[property.Index], position, value);
        }
        return new(property.Name, value);
    }

    // What is wrong with the values is wrong with the representation; the same failures elsewhere are about selectors and arguments.
    private static async ValueTask<T> Represented<T>(ValueTask<T> change)
    {
        try
        {
            return await change.ConfigureAwait(false);
        }
        catch (CimException e) when (e.Status is CimStatus.InvalidProperty or CimStatus.TypeMismatch or CimStatus.InvalidParameter)
        {
            throw new WsManFaultException(Fault.InvalidRepresentation(e.Message));
        }
    }

    private static void RefuseFragment(WsManRequest request)
    {
        if (request.Headers.Fragment is not null)
            throw new WsManFaultException(Fault.FragmentsNotSupported("Only Get and Put support fragments."));
    }
}
