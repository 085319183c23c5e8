package dev.ringback;

class Hello {}
