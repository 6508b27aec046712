using System.IO.Pipelines;

namespace Sekimori.Server.Tls;

/// <summary>A connection's transport whose input is counted.</summary>
internal sealed class CountedPipe(PipeReader input, PipeWriter output) : IDuplexPipe
{
    public PipeReader Input => input;

    public PipeWriter Output => output;
}
