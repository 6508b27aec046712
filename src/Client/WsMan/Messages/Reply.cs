using System.Buffers;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Messages;

/// <summary>
/// One answer, in pooled memory. Reads its body by a function that is on the body's first element, or turns its fault into an exception.
/// </summary>
/// <param name="bytes">The envelope, of the shared pool.</param>
/// <param name="count">How many bytes it has.</param>
/// <param name="limits">The reader's limits.</param>
internal sealed class Reply(byte[] bytes, int count, SoapLimits limits) : IDisposable
{
    private byte[] _bytes = bytes;
    private LongText? _runs;

    /// <summary>Reads the body.</summary>
    /// <param name="where">The service, for messages.</param>
    /// <param name="read">Called on the body's first element; not called for an empty body, which gives the default.</param>
    /// <exception cref="WsManFaultReply">The body is a fault.</exception>
    /// <exception cref="WsManClientException"><see cref="WsManFailure.Malformed"/>.</exception>
    internal T? Read<T>(Uri where, Func<EnvelopeReader, T> read) => Read(_bytes, count, where, read);

    /// <summary>Reads a body with possible long runs of base64, which are taken out first.</summary>
    /// <param name="where">The service, for messages.</param>
    /// <param name="read">As for <see cref="Read{T}(Uri, Func{EnvelopeReader, T})"/>; with the runs, or null if there are none. They are
    /// invalid after this reply.</param>
    internal T? Read<T>(Uri where, Func<EnvelopeReader, LongText?, T> read)
    {
        _runs = LongText.TakeOut(_bytes.AsSpan(0, count));
        return _runs is not { } runs
            ? Read(_bytes, count, where, reader => read(reader, null))
            : Read(runs.Rest, runs.RestCount, where, reader => read(reader, runs));
    }

    /// <summary>Reads the whole envelope, faults and headers too.</summary>
    /// <param name="where">The service, for messages.</param>
    /// <param name="read">Called on the envelope's element.</param>
    /// <exception cref="WsManClientException"><see cref="WsManFailure.Malformed"/>.</exception>
    internal T ReadWhole<T>(Uri where, Func<EnvelopeReader, T> read)
    {
        try
        {
            using var reader = new EnvelopeReader(_bytes, count, limits);
            return reader.Is("Envelope", Namespaces.Soap) ? read(reader) : throw Malformed(where, "its answer is not a SOAP 1.2 envelope");
        }
        catch (WsManFaultException e)
        {
            throw Malformed(where, e.Fault.Reason);
        }
    }

    /// <summary>How many bytes it has.</summary>
    internal int Count => count;

    private T? Read<T>(byte[] envelope, int length, Uri where, Func<EnvelopeReader, T> read)
    {
        try
        {
            using var reader = new EnvelopeReader(envelope, length, limits);
            if (!reader.Is("Envelope", Namespaces.Soap)) throw Malformed(where, "its answer is not a SOAP 1.2 envelope");
            reader.Enter();
            while (reader.NextChild())
            {
                if (!reader.Is("Body", Namespaces.Soap))
                {
                    reader.Skip();
                    continue;
                }

                reader.Enter();
                if (!reader.NextChild()) return default;
                if (reader.Is("Fault", Namespaces.Soap)) throw FaultReader.Read(reader);
                return read(reader);
            }

            throw Malformed(where, "its answer has no body");
        }
        catch (WsManFaultException e)
        {
            throw Malformed(where, e.Fault.Reason);
        }
    }

    /// <summary>Does the service name the operation, which means that it keeps the answer for a repeated request ([MS-WSMV] 1.7)?</summary>
    internal bool NamesOperation()
    {
        try
        {
            using var reader = new EnvelopeReader(_bytes, count, limits);
            reader.Enter();
            if (!reader.NextChild() || !reader.Is("Header", Namespaces.Soap)) return false;
            reader.Enter();
            while (reader.NextChild())
            {
                if (reader.Is("OperationID", Namespaces.WsManMicrosoft)) return true;
                reader.Skip();
            }
        }
        catch (WsManFaultException)
        {
            // The reader of the answer gets the error.
        }

        return false;
    }

    /// <summary>The answer is not what it should be.</summary>
    internal static WsManClientException Malformed(Uri where, string what) =>
        new(WsManFailure.Malformed, $"{where.Authority} violates WS-Management: {what.TrimEnd('.')}");

    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        _runs?.Dispose();
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
    }
}
