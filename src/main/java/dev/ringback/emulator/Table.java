package dev.ringback.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The tables of an account, each with the prefix of its ids (Hub contract, section 13: ids are opaque). */
enum Table {
    @JsonProperty("agent")
    AGENT("agent"),
    @JsonProperty("number")
    NUMBER("num"),
    @JsonProperty("provider")
    PROVIDER("prov"),
    @JsonProperty("tool")
    TOOL("tool"),
    @JsonProperty("playbook")
    PLAYBOOK("pb"),
    @JsonProperty("faq")
    FAQ("faq"),
    @JsonProperty("integration")
    INTEGRATION("int"),
    @JsonProperty("api_key")
    API_KEY("key"),
    @JsonProperty("widget_key")
    WIDGET_KEY("wkey"),
    @JsonProperty("widget_settings")
    WIDGET_SETTINGS("ws"),
    @JsonProperty("agent_widget_settings")
    AGENT_WIDGET_SETTINGS("aws"),
    @JsonProperty("agent_tool")
    AGENT_TOOL("at"),
    @JsonProperty("agent_playbook")
    AGENT_PLAYBOOK("ap"),
    @JsonProperty("agent_faq")
    AGENT_FAQ("af"),
    @JsonProperty("widget_token")
    WIDGET_TOKEN("wt");

    final String prefix;

    Table(String prefix) {
        this.prefix = prefix;
    }
}
