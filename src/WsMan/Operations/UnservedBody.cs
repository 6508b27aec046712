using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>Bodies of requests to unsupported resources: the request is recorded anyway.</summary>
internal static class UnservedBody
{
    /// <summary>Reads the body if it is an informative one.</summary>
    public static void Read(in BodySource source)
    {
        if (!source.HasElement) return;
        if (source.Reader.Is("Subscribe", Namespaces.Eventing)) SubscribeBody.Read(source);
        else if (source.Reader.Is("Shell", Namespaces.Shell)) ShellBody.Read(source);
        else if (source.Reader.Is("CommandLine", Namespaces.Shell)) CommandBody.Read(source);
        else if (source.Reader.Is("Enumerate", Namespaces.Enumeration)) EnumerateBody.Read(source);
    }
}
