using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sekimori.Posture.Facts;

namespace Sekimori.Survey;

/// <summary>Waits for the greeting of RPC over HTTP, "ncacn_http/1.0", which the server sends first ([MS-RPCH] 2.1.1.1.1).</summary>
internal sealed class GreetingProbe(IPAddress address, SurveyOptions options, HostFacts facts)
{
    // "ncacn_http/1.0"
    private const int Length = 14;

    public async Task AskAsync(int port, int name, CancellationToken cancellationToken)
    {
        var subject = name.ToString(CultureInfo.InvariantCulture);
        try
        {
            var greeting = await RawExchange.AskAsync(address, port, default, 64, options,
                (bytes, isEnded) => bytes.Length >= Length || isEnded ? Encoding.Latin1.GetString(bytes.Span) : null, cancellationToken)
                .ConfigureAwait(false);
            if (greeting?.StartsWith("ncacn_http/", StringComparison.Ordinal) == true)
                facts.Add(FactId.RpcHttp, subject, greeting[..Math.Min(greeting.Length, Length)]);
        }
        catch (Exception silent) when (silent is SocketException or TimeoutException)
        {
            facts.Add(FactId.Trouble, subject, silent.Message);
        }
    }
}
