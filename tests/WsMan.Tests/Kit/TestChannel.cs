using System.Text;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Tests.Kit;

/// <summary>A connection, and what went out on it ahead of replies.</summary>
internal sealed class TestChannel : IReplyChannel
{
    public List<string> Ahead { get; } = [];

    public object Connection => this;

    public ValueTask SendAheadAsync(ReadOnlyMemory<byte> message, EnvelopeCharset charset)
    {
        lock (Ahead) Ahead.Add(Encoding.UTF8.GetString(message.Span));
        return ValueTask.CompletedTask;
    }
}
