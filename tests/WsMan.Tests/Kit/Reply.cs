using System.Text;
using System.Xml.Linq;
using Sekimori.WsMan.Operations;

namespace Sekimori.WsMan.Tests.Kit;

/// <summary>A reply as a test checks it.</summary>
internal sealed class Reply
{
    public static readonly XNamespace S = "http://www.w3.org/2003/05/soap-envelope", A = "http://schemas.xmlsoap.org/ws/2004/08/addressing",
        W = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd", F = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault",
        N = "http://schemas.xmlsoap.org/ws/2004/09/enumeration",
        R = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell", Xsi = "http://www.w3.org/2001/XMLSchema-instance",
        Cim = "http://schemas.dmtf.org/wbem/wscim/1/common",
        P = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Test_Item";

    public Reply(WsManReply reply)
    {
        Status = reply.HttpStatus;
        Bytes = reply.Body.ToArray();
        Failure = reply.Failure;
        using var stream = new MemoryStream(Bytes);
        Document = XDocument.Load(stream);
        reply.Dispose();
    }

    public int Status { get; }

    public byte[] Bytes { get; }

    public Exception? Failure { get; }

    public XDocument Document { get; }

    public string Text => Encoding.UTF8.GetString(Bytes);

    public XElement Body => Document.Root!.Element(S + "Body")!;

    public XElement? Fault => Body.Element(S + "Fault");

    /// <summary>The subcode's local name, or the code's where there is no subcode; empty if the reply is not a fault.</summary>
    public string FaultName
    {
        get
        {
            var value = Fault?.Element(S + "Code")!.Element(S + "Subcode")?.Element(S + "Value")
                ?? Fault?.Element(S + "Code")!.Element(S + "Value");
            return value?.Value.Split(':')[1] ?? "";
        }
    }

    public uint FaultNumber => (uint?)Fault?.Descendants(F + "WSManFault").Single().Attribute("Code") ?? 0;

    public string FaultDetail => ((string?)Fault?.Descendants(W + "FaultDetail").SingleOrDefault())?.Split('/')[^1] ?? "";

    public string Header(XName name) => (string?)Document.Root!.Element(S + "Header")!.Element(name) ?? "";

    public string? Find(XName name) => (string?)Document.Descendants(name).FirstOrDefault();

    public string Context => Find(N + "EnumerationContext") ?? "";

    public bool Ended => Document.Descendants(N + "EndOfSequence").Any() || Document.Descendants(W + "EndOfSequence").Any();

    public IEnumerable<XElement> Items => Document.Descendants(P + "Test_Item");
}
