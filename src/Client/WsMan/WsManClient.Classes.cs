using System.Globalization;
using System.Runtime.CompilerServices;
using Sekimori.Cim.Model;
using Sekimori.Client.WsMan.Messages;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan;

/// <content>Definitions of classes ([MS-WSMV] 3.1.4.1.38).</content>
public sealed partial class WsManClient
{
    private const string Classes = "http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2/*";

    /// <summary>Gets the definition of a class. The roles that its methods need are not part of it: those of the answer mean nothing.</summary>
    /// <param name="cimNamespace">The namespace: <c>root/cimv2</c>.</param>
    /// <param name="className">The class.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<CimClass> GetClassAsync(string cimNamespace, string className, CancellationToken cancellationToken = default)
    {
        var resource = new WsManResource(Classes, [new Selector("__cimnamespace", cimNamespace), new Selector("ClassName", className)]);
        return await ExchangeAsync(new Request(Actions.Get, resource), ClassReader.Read, null, cancellationToken).ConfigureAwait(false)
            ?? throw Reply.Malformed(Address, "its answer holds no class");
    }

    /// <summary>Gets the definitions of all classes of a namespace, batch by batch as they are asked for.</summary>
    /// <param name="cimNamespace">The namespace.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async IAsyncEnumerable<CimClass> EnumerateClassesAsync(string cimNamespace, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var resource = new WsManResource(Classes, [new Selector("__cimnamespace", cimNamespace)]);
        var batch = await ExchangeAsync(EnumerateRequest(resource, new EnumerateOptions()), ReadClasses, null, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            foreach (var c in batch.Items) yield return c;
            if (batch.IsLast || batch.Context.Length == 0) yield break;
            var context = batch.Context;
            var pull = new Request(Actions.Pull, resource)
            {
                Body = xml =>
                {
                    xml.WriteStartElement("n", "Pull", Namespaces.Enumeration);
                    xml.WriteElementString("n", "EnumerationContext", Namespaces.Enumeration, context);
                    xml.WriteElementString("n", "MaxElements", Namespaces.Enumeration, 100.ToString(CultureInfo.InvariantCulture));
                    xml.WriteEndElement();
                },
            };
            batch = await ExchangeAsync(pull, ReadClasses, null, cancellationToken).ConfigureAwait(false);
        }
    }

    private static (string Context, List<CimClass> Items, bool IsLast) ReadClasses(EnvelopeReader reader)
    {
        var (context, items, last) = ("", new List<CimClass>(), false);
        reader.Enter();
        while (reader.NextChild())
        {
            switch (reader.LocalName)
            {
                case "EnumerationContext":
                    context = reader.ReadText();
                    break;
                case "Items":
                    reader.Enter();
                    while (reader.NextChild()) items.Add(ClassReader.Read(reader));
                    break;
                case "EndOfSequence":
                    last = true;
                    reader.Skip();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return (context, items, last);
    }
}
