using System.Text;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Messages;
using Sekimori.Gate.Gateway.Terminated;
using Sekimori.WsMan.Soap;

namespace Sekimori.Server.Tests.Gateway.Terminated;

/// <summary>Answers of a target that are none to the request.</summary>
public sealed class IncomingReplyTests
{
    private const string Good = """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing">
        <s:Header><a:Action>x</a:Action><a:RelatesTo>uuid:1</a:RelatesTo></s:Header><s:Body><p:C xmlns:p="urn:c"><p:V>1</p:V></p:C></s:Body>
        </s:Envelope>
        """;

    [Fact]
    public void One_to_this_request_is_read() => Assert.Equal("1", Read(Good).Body!.Value);

    [Theory]
    [InlineData("<a:RelatesTo>uuid:1</a:RelatesTo>", "<a:RelatesTo>uuid:2</a:RelatesTo>")]
    [InlineData("<a:RelatesTo>uuid:1</a:RelatesTo>", "")]
    [InlineData("<a:RelatesTo>uuid:1</a:RelatesTo>", "<a:RelatesTo>uuid:1</a:RelatesTo><a:RelatesTo>uuid:2</a:RelatesTo>")]
    [InlineData("<p:V>1</p:V></p:C>", "<p:V>1</p:V></p:C><p:C xmlns:p='urn:c'/><p:C xmlns:p='urn:c'/>")]
    [InlineData("</s:Body>", "</s:Body><s:Body/>")]
    [InlineData("<p:V>1</p:V>", "<p:V>1</p:W>")]
    [InlineData("<p:V>1</p:V>", "<?php x?>")]
    [InlineData("<s:Envelope", "<!DOCTYPE s><s:Envelope")]
    [InlineData("s:Body", "s:Bode")]
    public void Another_one_is_not_believed(string part, string instead) => Assert.Equal(WsManFailure.Malformed,
        Assert.Throws<WsManClientException>(() => Read(Good.Replace(part, instead, StringComparison.Ordinal))).Failure);

    [Fact]
    public void A_prefix_that_a_value_uses_goes_with_it()
    {
        var reply = Read(Good.Replace("<s:Envelope", "<s:Envelope xmlns:q=\"urn:q\"", StringComparison.Ordinal)
            .Replace("<p:V>", "<p:V xmlns:i=\"urn:i\" i:type=\"q:t\">", StringComparison.Ordinal));
        Assert.Equal("urn:q", reply.Body!.Elements().Single().GetNamespaceOfPrefix("q")!.NamespaceName);
    }

    private static IncomingReply Read(string envelope)
    {
        var bytes = Encoding.UTF8.GetBytes(envelope);
        return IncomingReply.Read(new Reply(bytes, bytes.Length, SoapLimits.Default), new Uri("https://web1/wsman"), "uuid:1");
    }
}
