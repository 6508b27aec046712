using System.Net;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Sekimori.WsMan.Soap;

namespace Sekimori.Server.Tests.Gateway.Bridge;

/// <summary>A service of WS-Management that answers what a test says, without a logon, and keeps what it was asked.</summary>
internal sealed class ScriptedService : IAsyncDisposable
{
    private static readonly XNamespace S = Namespaces.Soap, A = Namespaces.Addressing, W = Namespaces.WsMan;

    private readonly Func<string, string, XElement, string?> _answer;
    private WebApplication _host = null!;

    private ScriptedService(Func<string, string, XElement, string?> answer) => _answer = answer;

    /// <summary>Where it is.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The bodies of its requests.</summary>
    public List<XElement> Asked { get; } = [];

    /// <summary>Starts it.</summary>
    /// <param name="answer">From the last part of the action, the resource and the envelope to the content of the body; null for a fault:
    /// there is no such resource.</param>
    public static async Task<ScriptedService> StartAsync(Func<string, string, XElement, string?> answer)
    {
        var service = new ScriptedService(answer);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse("127.0.62.40"), 0));
        service._host = builder.Build();
        service._host.Run(service.AnswerAsync);
        await service._host.StartAsync(TestContext.Current.CancellationToken);
        service.Address = new Uri(new Uri(service._host.Urls.First()), "/wsman");
        return service;
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var envelope = await XElement.LoadAsync(context.Request.Body, LoadOptions.PreserveWhitespace, context.RequestAborted);
        lock (Asked) Asked.Add(envelope);
        var header = envelope.Element(S + "Header")!;
        var action = header.Element(A + "Action")!.Value;
        var body = _answer(action[(action.LastIndexOf('/') + 1)..], header.Element(W + "ResourceURI")!.Value, envelope);
        context.Response.StatusCode = body is null ? 500 : 200;
        context.Response.ContentType = "application/soap+xml;charset=UTF-8";
        await context.Response.WriteAsync($"""
            <s:Envelope xmlns:s="{S}" xmlns:a="{A}" xmlns:w="{W}" xmlns:n="{Namespaces.Enumeration}"
            xmlns:xsi="{Namespaces.SchemaInstance}"><s:Header><a:Action>{action}Response</a:Action>
            <a:RelatesTo>{header.Element(A + "MessageID")!.Value}</a:RelatesTo></s:Header><s:Body>{body ?? Missing}</s:Body></s:Envelope>
            """, context.RequestAborted);
    }

    private static readonly string Missing =
        "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>a:DestinationUnreachable</s:Value></s:Subcode></s:Code>" +
        "<s:Reason><s:Text xml:lang=\"en\">There is no such resource.</s:Text></s:Reason><s:Detail><w:FaultDetail>" +
        "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/InvalidResourceURI</w:FaultDetail></s:Detail></s:Fault>";
}
