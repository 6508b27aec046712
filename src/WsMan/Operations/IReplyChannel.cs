using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>The connection of a request, as far as robust connections need it ([MS-WSMV] 3.1.4.1.39).</summary>
internal interface IReplyChannel
{
    /// <summary>The connection: the same object for each of its requests, and for no other's.</summary>
    object Connection { get; }

    /// <summary>Sends a message before the reply, with the head of the response if that has not been sent.</summary>
    /// <param name="message">The envelope; it may change once the task has ended.</param>
    /// <param name="charset">The character set of the envelope.</param>
    ValueTask SendAheadAsync(ReadOnlyMemory<byte> message, EnvelopeCharset charset);
}
