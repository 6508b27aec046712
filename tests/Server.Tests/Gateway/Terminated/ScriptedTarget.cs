using System.Collections.Concurrent;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Channels;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Gateway.Terminated;

/// <summary>A service over TLS that demands a logon by NTLM, and answers envelopes by a script.</summary>
internal static class ScriptedTarget
{
    /// <summary>The account that it knows.</summary>
    public const string User = "alice", Password = "Passw0rd";

    /// <summary>Starts it.</summary>
    /// <param name="answer">Gives the answer to an envelope.</param>
    public static Task<HostileTarget> StartAsync(Func<XDocument, string> answer)
    {
        var acceptor = new Credentials(password: Password).Acceptor;
        var logons = new ConcurrentDictionary<string, SecurityContext>();
        return HostileTarget.StartAsync(async context =>
        {
            using var text = new StreamReader(context.Request.Body);
            var body = await text.ReadToEndAsync(context.RequestAborted);
            if (!IsLoggedOn(context))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }
            context.Response.ContentType = "application/soap+xml;charset=UTF-8";
            if (body.Length > 0) await context.Response.WriteAsync(answer(XDocument.Parse(body)), Encoding.UTF8, context.RequestAborted);
        });

        bool IsLoggedOn(HttpContext context)
        {
            if (logons.TryGetValue(context.Connection.Id, out var logon) && logon.IsComplete) return true;
            const string Scheme = "Negotiate";
            var given = context.Request.Headers.Authorization.ToString();
            if (!given.StartsWith(Scheme + " ", StringComparison.Ordinal))
            {
                context.Response.Headers.WWWAuthenticate = Scheme;
                return false;
            }
            // It does not look at the channel: others are there for that.
            logon = logons.GetOrAdd(context.Connection.Id, _ => acceptor.Accept(SecurityScheme.Spnego,
                new ContextOptions { Level = ProtectionLevel.Connect, ChannelMode = ChannelBindingMode.None })!);
            var step = logon.Step(Convert.FromBase64String(given[(Scheme.Length + 1)..]));
            context.Response.Headers.WWWAuthenticate =
                step.Token.IsEmpty ? Scheme : $"{Scheme} {Convert.ToBase64String(step.Token.Span)}";
            return step.State == StepState.Complete;
        }
    }
}
